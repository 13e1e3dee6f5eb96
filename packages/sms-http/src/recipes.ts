import { readDeclaration } from './check/check-declaration.js';
import { meant } from './check/shape.js';
import type { SmsHttpDeclaration } from './declaration/sms-http-declaration.js';
import { embeddedRecipes } from './embedded-recipes.js';

/** The names of the recipes that this package has, in alphabetical order. */
export function recipeNames(): readonly string[] {
  return Object.keys(embeddedRecipes).sort();
}

/**
 * Reads a recipe of this package.
 *
 * @param name such as `vonage`; see `recipeNames`.
 * @throws TypeError if there is none of that name.
 */
export function readRecipe(name: string): SmsHttpDeclaration {
  const names = recipeNames();
  const json = Object.hasOwn(embeddedRecipes, name) ? embeddedRecipes[name] : undefined;
  if (json === undefined)
    throw new TypeError(
      `there is no recipe of that name${meant(name, names)}; there are ${names.join(', ')}`,
    );
  return readDeclaration(JSON.parse(json));
}
