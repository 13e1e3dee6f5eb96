import type { Language } from './language.js';
import { languages } from './languages.js';

const byTag = new Map(languages.map((language) => [language.tag.toLowerCase(), language]));

/** RFC 5646, section 4.4.1: 35 characters are enough for a tag. Longer ones are cut, as the RFC allows. */
const longestTag = 35;

/**
 * The first supported language of a person, or English, the default, if there is none. Invalid locales are ignored.
 *
 * Source: RFC 4647, section 3.4 (lookup).
 *
 * @param locales BCP 47 language tags or ranges, in order of preference.
 */
export function chooseLanguage(locales: readonly string[]): Language {
  for (const locale of locales) {
    const language = lookUpLanguage(locale);
    if (language !== undefined) return language;
  }
  return languages[0];
}

/** The language of a tag. Subtags are removed from the end until one matches: `pt` for `pt-BR`. */
export function lookUpLanguage(locale: string): Language | undefined {
  return lookUpTag(locale, byTag);
}

/**
 * The value of a BCP 47 tag. Subtags are removed from the end until one matches: `pt` for `pt-BR`.
 *
 * @param byTag values by their tags in lower case.
 */
export function lookUpTag<T>(locale: string, byTag: ReadonlyMap<string, T>): T | undefined {
  let tag = locale.slice(0, longestTag).toLowerCase();
  while (tag !== '') {
    const value = byTag.get(tag);
    if (value !== undefined) return value;
    tag = shortened(tag);
  }
  return undefined;
}

/** The tag without its last subtag, and without a singleton that would then be last. */
function shortened(tag: string): string {
  return tag.slice(0, Math.max(0, tag.lastIndexOf('-'))).replace(/-[a-z0-9]$/, '');
}
