// Loaded into each host with `--import`: tells the bench what the process uses, and profiles it when asked.
import { writeFileSync } from 'node:fs';

/** Microseconds of CPU since the start, and bytes of memory. */
function usage() {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, rss: process.memoryUsage.rss() };
}

/** Imported when asked: it takes memory. */
async function inspect() {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  return session;
}

let profiling;

const answers = {
  usage: () => usage(),
  'start profile': async () => {
    profiling = await inspect();
    await profiling.post('Profiler.start');
  },
  'stop profile': async ({ file }) => {
    const { profile } = await profiling.post('Profiler.stop');
    profiling.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  },
};

process.on('message', async (message) => process.send((await answers[message.kind](message)) ?? {}));
process.once('disconnect', () => process.exit());
