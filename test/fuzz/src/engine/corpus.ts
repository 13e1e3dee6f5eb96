import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The inputs of a target: a line each, as a text of JSON with a character for each byte. Those that reached something new are in
 * `NAME.jsonl`, which is written anew; those that found a bug in `NAME.bugs.jsonl`, which people write.
 */
export class Corpus {
  private readonly path: string;
  private readonly bugs: string;

  /** @param folder the corpus of all targets, with a slash at its end. */
  constructor(folder: string, name: string) {
    this.path = `${folder}${name}.jsonl`;
    this.bugs = `${folder}${name}.bugs.jsonl`;
  }

  read(): readonly string[] {
    return [this.bugs, this.path].flatMap(inputsOf);
  }

  write(inputs: readonly string[]): void {
    const lines = inputs.map((input) => `${asciiJson(input)}\n`);
    writeFileSync(this.path, lines.join(''));
  }
}

function inputsOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as string);
}

/** JSON without bytes that editors or Git might change. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\xff]/g,
    (byte) => `\\u${byte.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
