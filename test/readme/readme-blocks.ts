import { readFileSync } from 'node:fs';
import { root } from '../server-process.js';

/** A fenced block of a page, in the order of the page. */
export interface ReadmeBlock {
  /** Language after the fence, such as `sh`. */
  readonly language: string;
  readonly text: string;
  /** The heading above it. */
  readonly heading: string;
}

/** The text of a page, such as `README.md`. */
export function page(file: string): string {
  return readFileSync(root + file, 'utf8');
}

/** The blocks of a page. */
export function readmeBlocks(file: string): readonly ReadmeBlock[] {
  const text = page(file);
  return [...text.matchAll(/^```([a-z]*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    heading:
      text
        .slice(0, match.index)
        .match(/^##+ (.*)$/gm)
        ?.at(-1)
        ?.replace(/^#+ /, '') ?? '',
  }));
}

/** The one block of a language below a heading. */
export function blockUnder(heading: string, language: string, file = 'README.md'): string {
  const found = readmeBlocks(file).filter(
    (block) => block.heading === heading && block.language === language,
  );
  const [block] = found;
  if (block === undefined || found.length > 1) {
    throw new Error(`${file} has ${found.length} blocks of ${language} under '${heading}'`);
  }
  return block.text;
}
