import { readdirSync, readFileSync } from 'node:fs';
import { readDeclaration } from './check/check-declaration.js';
import type { SmsHttpDeclaration } from './declaration/sms-http-declaration.js';

const folder = new URL('../recipes/', import.meta.url);

/** The names of the recipes that this package has, in alphabetical order. */
export function recipeNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

/**
 * Reads a recipe of this package.
 *
 * @param name such as `vonage`; see `recipeNames`.
 * @throws TypeError if there is none of that name.
 */
export function readRecipe(name: string): SmsHttpDeclaration {
  const names = recipeNames();
  if (!names.includes(name))
    throw new TypeError(`there is no recipe of that name; there are ${names.join(', ')}`);
  return readDeclaration(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
}
