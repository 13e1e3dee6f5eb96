import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import { declarationShape } from './declaration-shape.js';
import { within } from './shape.js';
import { knownSettings } from './placeholder-scope.js';

/** A declaration, or settings, that can't be used. The message has a line for each error, without values. */
export class DeclarationError extends TypeError {
  override readonly name = 'DeclarationError';
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join('\n'));
    this.errors = errors;
  }
}

/**
 * Checks a declaration, such as the parsed content of a file.
 *
 * @throws DeclarationError with all errors, each with its path.
 */
export function readDeclaration(value: unknown): SmsHttpDeclaration {
  const errors = errorsOfDeclaration(value);
  if (isDeclaration(value, errors)) return value;
  throw new DeclarationError(errors);
}

/** All errors of a declaration, each with its path. */
export function errorsOfDeclaration(value: unknown): readonly string[] {
  const tooDeep = placeTooDeep(value, '', deepest);
  if (tooDeep !== undefined) return [`${tooDeep} is nested too deeply, or contains itself`];
  return declarationShape(knownSettings(value))
    .check(value, '')
    .map((error) => error.replace(/^ /, 'the declaration '));
}

/** Levels of objects and lists. */
const deepest = 24;

/** The path of what is nested more deeply than so many levels. */
function placeTooDeep(value: unknown, path: string, levels: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return path;
  for (const [name, each] of Object.entries(value)) {
    const found = placeTooDeep(each, within(path, name), levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDeclaration(_value: unknown, errors: readonly string[]): _value is SmsHttpDeclaration {
  return errors.length === 0;
}
