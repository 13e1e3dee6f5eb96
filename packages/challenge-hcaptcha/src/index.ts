export { HcaptchaChallenge, type HcaptchaChallengeOptions } from './hcaptcha-challenge.js';
