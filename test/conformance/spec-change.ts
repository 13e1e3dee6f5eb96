import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { officialTexts } from './official-texts.js';

/** A call of the change of 2018. */
export interface SpecChangeCall {
  readonly path: string;
  readonly required: readonly string[];
  /** Example of the body, if there is one. */
  readonly example: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a call from the change: the text between its path and the next one, because our copy has no line breaks. */
export function specChangeCall(path: string): SpecChangeCall {
  const text =
    officialTexts === undefined ? '' : readFileSync(join(officialTexts, 'spec-change-1507.diff.txt'), 'utf8');
  const [, section = ''] =
    new RegExp(`"${path}": \\+? *post:(.*?)(?:\\+ "/|diff --git|$)`, 's').exec(text) ?? [];
  const [, required = ''] = /required: \[(.*?)\]/.exec(section) ?? [];
  const [, example] = /schema: \+? *type: object \+? *example: (\{.*?\})/.exec(section) ?? [];
  return {
    path,
    required: JSON.parse(`[${required}]`) as readonly string[],
    example:
      example === undefined
        ? undefined
        : (JSON.parse(example.replaceAll(' + ', ' ')) as Readonly<Record<string, unknown>>),
  };
}
