// What is printed of the mutants: a table of scores, and those that survive.
import { readEquivalents, rowOf, withoutEquivalents } from './equivalents.mjs';

const unnoticed = ['Survived', 'NoCoverage'];

/**
 * Prints the score of each folder and the survivors.
 *
 * @returns how many mutants survive that `equivalent.md` doesn't list.
 */
export function printReport(mutants) {
  const survivors = mutants.filter(({ status }) => unnoticed.includes(status));
  const { others, unused } = withoutEquivalents(survivors, readEquivalents());
  printSurvivors(others);
  printUnused(unused, mutants);
  printScores(mutants, new Set(survivors), new Set(others));
  const noticed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  console.log(`\n${noticed + survivors.length - others.length} passed, ${others.length} failed`);
  return others.length;
}

function printSurvivors(mutants) {
  if (mutants.length === 0) return;
  console.log(
    '\nNo test notices these. Write one, or give the reason in a third column of test/mutation/equivalent.md:\n',
  );
  for (const mutant of mutants) console.log(rowOf(mutant));
}

/** Rows whose mutant is noticed now, or is no more. */
function printUnused(rows, mutants) {
  const files = new Set(mutants.map(({ fileName }) => fileName));
  const idle = rows.filter(({ file }) => files.has(file));
  if (idle.length === 0) return;
  console.log('\nNo longer needed in test/mutation/equivalent.md:\n');
  for (const { file, line, mutant } of idle) console.log(`| ${file}${line ? `:${line}` : ''} | ${mutant} |`);
}

function printScores(mutants, survivors, others) {
  console.log('\n| folder | mutants | killed | timed out | equal | survived | score |');
  console.log('| --- | --: | --: | --: | --: | --: | --: |');
  const folders = grouped(mutants);
  for (const [folder, some] of [...folders].sort()) printScore(folder, some, survivors, others);
  printScore('all', mutants, survivors, others);
}

function grouped(mutants) {
  const folders = new Map();
  for (const mutant of mutants) {
    const folder = folderOf(mutant);
    folders.set(folder, [...(folders.get(folder) ?? []), mutant]);
  }
  return folders;
}

function printScore(folder, mutants, survivors, others) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const survived = mutants.filter((mutant) => others.has(mutant)).length;
  const equal = mutants.filter((mutant) => survivors.has(mutant)).length - survived;
  const noticed = count('Killed') + count('Timeout');
  const score = ((100 * noticed) / (noticed + survived)).toFixed(1);
  const cells = [folder, mutants.length, count('Killed'), count('Timeout'), equal, survived, `${score} %`];
  console.log(`| ${cells.join(' | ')} |`);
}

function folderOf({ fileName }) {
  return /\/src\/(?:(.*)\/)?/.exec(fileName)?.[1] ?? '.';
}
