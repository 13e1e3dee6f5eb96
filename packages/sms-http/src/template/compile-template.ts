import { UnsendableError } from './escape.js';
import { parseTemplate } from './parse-template.js';

/** The values of placeholders, by their names. Undefined: it is missing. */
export type Values = (name: string) => string | undefined;

/** A template whose values can be filled in. Undefined if one of them is missing. */
export type Renderer = (values: Values) => string | undefined;

/** Makes a value harmless for the place where it stands. @throws UnsendableError if it can't be. */
export type Escape = (value: string) => string;

/** Compiles a template. @param escape Default: the values stand there as they are. */
export function compileTemplate(template: string, escape?: Escape): Renderer {
  const parts = parseTemplate(template);
  return (values) => {
    let text = '';
    for (const part of parts) {
      const value = typeof part === 'string' ? part : escaped(part.name, values, escape);
      if (value === undefined) return undefined;
      text += value;
    }
    return text;
  };
}

function escaped(name: string, values: Values, escape: Escape | undefined): string | undefined {
  const value = values(name);
  if (value === undefined || escape === undefined) return value;
  try {
    return escape(value);
  } catch (error) {
    throw error instanceof UnsendableError ? new UnsendableError(error.message, name) : error;
  }
}
