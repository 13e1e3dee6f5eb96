import type { Words } from './words.js';

/** The text with its values: `{wait}` becomes `values.wait`. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}

/** The text before and after a value, so that it can be an element of its own. */
export function around(text: string, name: string): readonly [before: string, after: string] {
  const mark = `{${name}}`;
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** Says how many countries a search found. */
export function wordsOfFound({ tag, countries }: Words, count: number): string {
  const text = countries.found[new Intl.PluralRules(tag).select(count)] ?? countries.found.other;
  return filled(text, { count: String(count) });
}
