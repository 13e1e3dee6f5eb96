// Tries all mutants of the Lua scripts of the Redis storage.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mutantsOfSource, withMutant } from './mutants.mjs';
import { changedTexts, folder, readLua, scriptsWith } from './scripts.mjs';
import { testsOf } from './tests-of.mjs';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
/** A worker starts with a run of all tests. One that takes so many times longer for a mutant is ended: some never end. */
const patience = 2;

/**
 * The mutants and what became of each, in the form of Stryker's.
 *
 * @param places names of scripts, such as `open` or `include/money`; none: all.
 * @param only which mutants are tried. Default: all.
 * @param onMutant is passed each once it was tried.
 */
export async function mutantsOfLua({ root, places, only = () => true, onMutant = () => {} }) {
  const tasks = tasksOf(readLua(root), places).filter(({ mutant }) => only(mutant));
  console.error(`threepid: ${tasks.length} mutants`);
  const queue = [...tasks];
  const judges = judgesOf(tasks);
  const workers = Array.from({ length: Number(process.env.MUTATION_JOBS ?? 2) }, () =>
    work(queue, judges, onMutant),
  );
  await Promise.all(workers);
  return tasks.map(({ mutant }) => mutant);
}

function tasksOf(sources, places) {
  const unknown = places.filter((place) => !sources.has(place));
  if (unknown.length > 0) throw new Error(`there is no script ${unknown.join(', ')} in ${folder}`);
  return [...sources]
    .filter(([name]) => places.length === 0 || places.includes(name))
    .flatMap(([name, source]) => mutantsOfSource(source).map((mutant) => taskOf(sources, name, mutant)));
}

/** All tests that judge any of them. */
function judgesOf(tasks) {
  const all = (which) => [...new Set(tasks.flatMap(({ message }) => message[which]))];
  return { titles: all('titles'), files: all('files') };
}

function taskOf(sources, name, found) {
  const { line, mutatorName, original, replacement } = found;
  const mutant = {
    fileName: `${folder}/${name}.lua`,
    location: { start: { line } },
    mutatorName,
    original,
    replacement,
  };
  const texts = changedTexts(sources, name, withMutant(sources.get(name), found));
  return { mutant, message: { key: name, texts, ...testsOf(scriptsWith(sources, name)) } };
}

/**
 * Has a worker try mutants until there are none left. One that ends by itself is replaced.
 *
 * @throws Error if a worker can't start, such as when a test fails without a mutant.
 */
async function work(queue, judges, onMutant) {
  for (let task = queue.shift(); task !== undefined;) {
    const worker = fork(program, [JSON.stringify(judges)]);
    const started = performance.now();
    if ((await answerOf(worker)) === undefined) throw new Error('the tests of Lua mutants could not start');
    const patienceMs = patience * (performance.now() - started);
    while (task !== undefined) {
      worker.send(task.message);
      const late = setTimeout(() => worker.kill(), patienceMs);
      const outcome = await answerOf(worker);
      clearTimeout(late);
      Object.assign(task.mutant, outcome ?? { status: 'Timeout' });
      onMutant(task.mutant);
      task = queue.shift();
      if (outcome === undefined) break;
    }
    if (worker.connected) worker.send('end');
  }
}

/** What a worker says next; undefined if it ends before. */
function answerOf(worker) {
  return new Promise((resolve) => {
    const over = () => resolve(undefined);
    worker.once('exit', over);
    worker.once('message', (message) => {
      worker.off('exit', over);
      resolve(message);
    });
  });
}
