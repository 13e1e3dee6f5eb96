import type { Language } from './language.js';
import { languages } from './languages.js';

const byTag = new Map(languages.map((language) => [language.tag.toLowerCase(), language]));

/** RFC 5646, section 4.4.1: room for 35 characters is enough for a tag. A longer one is cut, as the rule allows. */
const longestTag = 35;

/**
 * The first language that a person understands; the default, English, if there is none of theirs. No locale makes it
 * throw.
 *
 * Source: RFC 4647, section 3.4 (lookup).
 *
 * @param locales BCP 47 language tags or ranges, most wanted first.
 */
export function chooseLanguage(locales: readonly string[]): Language {
  for (const locale of locales) {
    const language = lookUpLanguage(locale);
    if (language !== undefined) return language;
  }
  return languages[0];
}

/** The language of a tag, or of the tag cut shorter from its end, subtag by subtag: `pt` for `pt-BR`. */
export function lookUpLanguage(locale: string): Language | undefined {
  let tag = locale.slice(0, longestTag).toLowerCase();
  while (tag !== '') {
    const language = byTag.get(tag);
    if (language !== undefined) return language;
    tag = shortened(tag);
  }
  return undefined;
}

/** Without the last subtag, and without a singleton that would then be the last. */
function shortened(tag: string): string {
  return tag.slice(0, Math.max(0, tag.lastIndexOf('-'))).replace(/-[a-z0-9]$/, '');
}
