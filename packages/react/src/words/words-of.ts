import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { ja } from './ja.js';
import { lookUp } from './look-up.js';
import { pt } from './pt.js';
import type { Words } from './words.js';

/** The built-in languages, by tag: those of the messages. */
export const builtInWords: Readonly<Record<string, Words>> = { en, de, fr, es, pt, ar, ja };

/**
 * The words of a language, or English if there are none.
 *
 * @param lang BCP 47 tag, such as the page's `lang`. `pt-BR` finds `pt`.
 * @param more further languages by tag, or other words for a built-in one.
 */
export function wordsOf(lang: string, more: Readonly<Record<string, Words>> = {}): Words {
  return lookUp(lang, { ...builtInWords, ...more }) ?? en;
}
