export { TurnstileChallenge, type TurnstileChallengeOptions } from './turnstile-challenge.js';
