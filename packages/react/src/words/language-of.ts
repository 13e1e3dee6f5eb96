import { acceptedLanguages } from './accepted-languages.js';
import { lookUp } from './look-up.js';
import { builtInWords } from './words-of.js';
import type { Words } from './words.js';

/**
 * The language for a person, by the `Accept-Language` header of their request: the first of theirs that there are words
 * in, such as `pt-BR`, or `en`. Fit for the page's `lang` and the component's.
 *
 * @param more further languages by tag.
 */
export function languageOf(
  acceptLanguage: string | null,
  more: Readonly<Record<string, Words>> = {},
): string {
  const known = { ...builtInWords, ...more };
  return acceptedLanguages(acceptLanguage).find((tag) => lookUp(tag, known) !== undefined) ?? 'en';
}
