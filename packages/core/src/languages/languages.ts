import { en } from './en.js';
import type { Language } from './language.js';

/** All languages; the first is the default. */
export const languages: readonly [Language, ...Language[]] = [en];
