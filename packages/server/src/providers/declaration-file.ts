import { DeclarationError, readDeclaration, type SmsHttpDeclaration } from '@threepid/sms-http';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../settings/setting.js';
import { configureDeclared } from './declared-provider.js';
import { lookedFor } from './looked-for.js';
import { unusableProvider, type ConfiguredProvider } from './provider.js';

/** True for the path of a declaration in `THREEPID_SMS`, among those of modules. */
export function isDeclarationPath(path: string): boolean {
  return path.endsWith('.json');
}

/**
 * A provider of the operator's, declared in a file.
 *
 * @param variable that names the file.
 */
export function declarationFileProvider(
  path: string,
  environment: Environment,
  variable = 'THREEPID_SMS',
): ConfiguredProvider {
  const reading = readDeclarationFile(path);
  if ('declaration' in reading) return configureDeclared(path, reading.declaration, environment);
  const errors = reading.errors.map((error) => `${variable}: ${path}: ${error}`);
  return unusableProvider(path, errors);
}

/** Reads a declaration, or says what is wrong with its file. */
export function readDeclarationFile(
  path: string,
): { readonly declaration: SmsHttpDeclaration } | { readonly errors: readonly string[] } {
  try {
    return { declaration: readDeclaration(JSON.parse(readFileSync(fileOf(path), 'utf8'))) };
  } catch (error) {
    if (error instanceof DeclarationError) return { errors: error.errors };
    // The parser's message says the place, and quotes the file.
    if (error instanceof SyntaxError) return { errors: [`isn't JSON: ${error.message}`] };
    return { errors: [`can't be read; ${lookedFor(path)}`] };
  }
}

/** @throws TypeError for a file: URL of another machine. */
function fileOf(path: string): string {
  return path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
}
