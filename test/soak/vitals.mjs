// Loaded into every process of a server with `node --import`. Each SIGUSR2 has it collect its garbage, and write what is
// left to a file named after the process in the folder THREEPID_X_VITALS.
import { readdirSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const file = `${process.env.THREEPID_X_VITALS}/${process.pid}.json`;
/** The server's first process, or one of those that it starts. */
const role = process.argv[1]?.endsWith('worker.js') ? 'worker' : 'main';
let looks = 0;

function write() {
  const { heapUsed, external, rss } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((name) => /^(?:TCP|Pipe)/.test(name)).length;
  writeFileSync(
    file,
    JSON.stringify({ pid: process.pid, role, looks, heapUsed, external, rss, sockets, files: openFiles() }),
  );
}

/** Zero where the system doesn't say. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

process.on('SIGUSR2', () => {
  looks += 1;
  collect();
  // What was let go just now has its last callbacks.
  setTimeout(() => {
    collect();
    write();
  }, 200).unref();
});
write();
