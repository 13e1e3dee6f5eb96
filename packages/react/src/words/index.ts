export { ar } from './ar.js';
export { de } from './de.js';
export { en } from './en.js';
export { es } from './es.js';
export { fr } from './fr.js';
export { ja } from './ja.js';
export { localeOf } from './locale-of.js';
export { lookUp } from './look-up.js';
export { pt } from './pt.js';
export type {
  CodeWords,
  CountryWords,
  DoneWords,
  NumberWords,
  PluralWords,
  ProblemName,
  Words,
} from './words.js';
export { wordsOf } from './words-of.js';
