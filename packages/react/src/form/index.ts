'use client';

export { VerificationForm, type VerificationFormProps } from './verification-form.js';
export { en } from '../words/en.js';
export { localeOf } from '../words/locale-of.js';
export { lookUp } from '../words/look-up.js';
export type {
  CodeWords,
  CountryWords,
  DoneWords,
  NumberWords,
  PluralWords,
  ProblemName,
  Words,
} from '../words/words.js';
