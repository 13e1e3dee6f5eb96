export { AltchaChallenge } from './altcha-challenge.js';
export type { AltchaChallengeOptions } from './altcha-challenge-options.js';
