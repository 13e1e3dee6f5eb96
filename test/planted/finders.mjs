// The commands that find planted bugs. Each is a script of package.json and its arguments: what a person types after
// `npm run`, so that whoever reads a bug can run what finds it.

/** `npm test -- path --grep titles`. `titles` is a regular expression over whole titles. */
export function tests(path, titles) {
  return { script: 'test', args: argsOf(path, titles) };
}

/** `npm run test:faults -- path --grep titles`. */
export function faults(path, titles) {
  return { script: 'test:faults', args: argsOf(path, titles) };
}

/** The contract of a storage that a Redis server has. `titles` are those of the contract, such as `races`. */
export function redisContract(titles) {
  return tests('packages/storage-redis/test/contract.test.ts', `on one server.*${titles}`);
}

/** The contract of a storage in memory, such as `MemorySessionStorage`. */
export function memoryContract(storage, titles) {
  return tests('packages/storage-memory/test/contract.test.ts', `${storage}.*${titles}`);
}

function argsOf(path, titles) {
  return titles === undefined ? [path] : [path, '--grep', titles];
}

/** As a person types it. */
export function commandOf({ script, args }) {
  const command = script === 'test' ? 'npm test' : `npm run ${script}`;
  return [command, '--', ...args.map(quoted)].join(' ');
}

function quoted(arg) {
  return /^[\w./:@-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
