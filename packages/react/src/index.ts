'use client';

export { PhoneVerification } from './phone-verification.js';
export type { PhoneVerificationProps } from './form/phone-verification-props.js';
export type { HeadingLevel } from './look/step-heading.js';
export type { OnVerified, VerifiedSession } from './verification/use-finish.js';
export {
  useVerification,
  type UsedVerification,
  type UseVerificationOptions,
} from './verification/use-verification.js';
export type {
  CodeWords,
  CountryWords,
  DoneWords,
  NumberWords,
  PluralWords,
  ProblemName,
  Words,
} from './words/words.js';
