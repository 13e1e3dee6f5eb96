// The mutants of `equivalent.md`: those that no test can notice, each with its reason.
import { readFileSync } from 'node:fs';

const longest = 70;

/** The rows of `equivalent.md`: file, line, mutant and reason. A row without a line holds for a whole file. */
export function readEquivalents(path = new URL('equivalent.md', import.meta.url)) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| packages/'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, where, mutant, reason]) => ({ ...placeOf(where), mutant, reason }))
    .filter(({ reason }) => reason !== '');
}

/**
 * Takes the mutants that `equivalent.md` lists out of `survivors`. Each row stands for one mutant, that of its own line
 * before the same one elsewhere in its file, since lines move; a row of a whole file for all of its kind.
 *
 * @returns the others, and the rows that no survivor needs.
 */
export function withoutEquivalents(survivors, rows) {
  const unused = new Set(rows);
  const take = (fits) => {
    const row = rows.find((row) => (unused.has(row) || row.line === undefined) && fits(row));
    unused.delete(row);
    return row !== undefined;
  };
  const others = survivors
    .filter((mutant) => !take((row) => row.file === mutant.fileName && row.mutant === mutant.mutatorName))
    .filter((mutant) => !take((row) => isListed(row, mutant) && row.line === lineOf(mutant)))
    .filter((mutant) => !take((row) => isListed(row, mutant)));
  return { others, unused: [...unused] };
}

/** A mutant as a row of `equivalent.md`, without its reason. */
export function rowOf(mutant) {
  return `| ${mutant.fileName}:${lineOf(mutant)} | ${changeOf(mutant)} |`;
}

function isListed(row, mutant) {
  return row.line !== undefined && row.file === mutant.fileName && row.mutant === changeOf(mutant);
}

function changeOf({ original, replacement }) {
  return `${codeOf(original)} → ${codeOf(replacement)}`;
}

/** One line of Markdown's code, which must have no backtick and no bare pipe in a table. */
function codeOf(text) {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|').trim();
  return `\`${line.length > longest ? `${line.slice(0, longest)}…` : line}\``;
}

function lineOf(mutant) {
  return mutant.location.start.line;
}

function placeOf(where) {
  const [file, line] = where.split(':');
  return { file, line: line === undefined ? undefined : Number(line) };
}
