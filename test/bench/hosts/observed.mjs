// Loaded into each host with `--import`: tells the bench what the process uses, and profiles it when asked.
import { readFileSync, writeFileSync } from 'node:fs';

const microsPerTick = 10_000;
const pageBytes = 4_096;

/** Microseconds of CPU since the start, and bytes of memory, of the process and of those that it has started. */
function usage() {
  const { user, system } = process.cpuUsage();
  const all = [{ cpu: user + system, rss: process.memoryUsage.rss() }, ...children().map(usageOf)];
  const sum = (key) => all.reduce((total, one) => total + one[key], 0);
  return { cpu: sum('cpu'), rss: sum('rss') };
}

/** Elsewhere than on Linux, no host of the bench has any. */
function children() {
  if (process.platform !== 'linux') return [];
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1');
  return pids.split(' ').filter((pid) => pid !== '');
}

function usageOf(pid) {
  const [, stat] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
  const [user, system] = stat.split(' ').slice(11, 13).map(Number);
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
  return { cpu: (user + system) * microsPerTick, rss: pages * pageBytes };
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

/** A worker of the host's gets the host's messages too. */
process.on('message', async (message) => {
  const answer = answers[message.kind];
  if (answer !== undefined) process.send((await answer(message)) ?? {});
});
process.once('disconnect', () => process.exit());
