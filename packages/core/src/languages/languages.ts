import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { ja } from './ja.js';
import type { Language } from './language.js';
import { pt } from './pt.js';

/** All languages; the first is the default. */
export const languages: readonly [Language, ...Language[]] = [en, de, fr, es, pt, ar, ja];
