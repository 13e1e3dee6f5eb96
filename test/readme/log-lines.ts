import { readFileSync, readdirSync } from 'node:fs';
import { root } from '../server-process.js';

/** A line of the log, as its place in the code logs it. */
export interface LineInCode {
  /** Undefined where the code decides. */
  readonly level: string | undefined;
  readonly message: string;
}

/** The packages whose lines the standalone server's log has, whatever its provider is. */
const packages = ['server', 'core', 'sms-failover', 'hooks'];

/** Every line that the code of these packages logs. Those whose message is not a text at its place are left out. */
export function logLines(): readonly LineInCode[] {
  return allSources().flatMap(linesOf);
}

/** The code of these packages. */
export function allSources(): readonly string[] {
  return packages.flatMap((name) => sources(`${root}packages/${name}/src`));
}

function sources(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
}

function linesOf(source: string): readonly LineInCode[] {
  const calls = source.matchAll(/(?:\.(debug|info|warn|error|fatal)|\[[\w.]*level\])\(/g);
  return [...calls].flatMap(({ index, 0: head, 1: level }) => {
    const given = argumentsAt(source, index + head.length);
    const message = /(?:^|[,\s])'([^']+)',?\s*$/.exec(given)?.[1];
    return message === undefined ? [] : [{ level, message }];
  });
}

/** The text from a place to the parenthesis that closes. */
function argumentsAt(source: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < source.length; at += 1) {
    if (source[at] === '(') depth += 1;
    if (source[at] === ')') depth -= 1;
  }
  return source.slice(from, at - 1);
}
