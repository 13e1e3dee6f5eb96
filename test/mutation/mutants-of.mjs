// Makes a workbench and lets Stryker try all mutants of a part in it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWorkbench } from './workbench.mjs';

const program = fileURLToPath(new URL('run-stryker.mjs', import.meta.url));

/**
 * The mutants of a part and what became of each, as Stryker reports them; `fileName` is below the root, and `original` is the
 * text that was replaced.
 *
 * @param part one of `parts`, and its `name`.
 * @param places folders or files below its `src`; none: all.
 * @param force whether what is known from the last run is tried again.
 * @throws Error if Stryker fails, such as when a test fails without a mutant.
 */
export function mutantsOf({ root, name, part, places, force }) {
  const source = join(root, part.mutated, 'src');
  const mutate = patternsOf(source, part, places);
  const bench = makeWorkbench(root, `${name}-${process.pid}`, part);
  const results = join(dirname(bench), [name, ...places].join('-').replaceAll('/', '-'));
  const settings = JSON.stringify({
    bench,
    mutated: part.mutated,
    tests: part.tests,
    slow: part.slow,
    sources: places.flatMap((place) => sourcesOf(source, place)),
    mutate,
    incrementalFile: `${results}.json`,
    testedFile: `${results}-tested.jsonl`,
    force,
  });
  try {
    const { status } = spawnSync(process.execPath, [program, settings], { stdio: 'inherit' });
    if (status !== 0) throw new Error('Stryker failed');
    const tested = JSON.parse(readFileSync(join(bench, 'results.json'), 'utf8'));
    return tested.map((mutant) => withText(bench, mutant));
  } finally {
    rmSync(bench, { recursive: true, force: true });
  }
}

/** Files below `source`; those of a folder for a folder. */
function sourcesOf(source, place) {
  if (place.endsWith('.ts')) return [place];
  const files = readdirSync(join(source, place), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(place, file));
}

function patternsOf(source, { mutated, except }, places) {
  const wanted = (places.length === 0 ? [''] : places).map((place) => {
    if (!existsSync(join(source, place))) throw new Error(`there is no ${place} in ${mutated}/src`);
    return place.endsWith('.ts') ? place : join(place, '**/*.ts');
  });
  return [...wanted, ...['**/*.d.ts', ...except].map((file) => `!${file}`)].map((pattern) =>
    pattern.replace(/^!?/, (not) => `${not}${mutated}/src/`),
  );
}

function withText(bench, mutant) {
  const { start, end } = mutant.location;
  const lines = readFileSync(mutant.fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines.push(lines.pop().slice(0, end.column - 1));
  lines[0] = lines[0].slice(start.column - 1);
  return {
    ...mutant,
    fileName: mutant.fileName.slice(bench.length + 1),
    original: lines.join('\n'),
  };
}
