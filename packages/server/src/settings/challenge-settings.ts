import { HcaptchaChallenge } from '@threepid/challenge-hcaptcha';
import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import { optional } from './parsers/optional.js';
import { textFor } from './parsers/text.js';

/** They stand in for the keys that a check is not about. */
const keys = { siteKey: 'any', secret: 'any' };

/** Settings of the challenges that a service's widget asks. */
export const challengeSettings = {
  turnstileSiteKey: {
    name: 'THREEPID_TURNSTILE_SITE_KEY',
    fallback: '',
    help: "With THREEPID_CHALLENGE=turnstile: the widget's site key, from the Cloudflare dashboard. Clients get it.",
    parse: optional(textFor((siteKey) => new TurnstileChallenge({ ...keys, siteKey }))),
  },
  turnstileSecret: {
    name: 'THREEPID_TURNSTILE_SECRET',
    secret: true,
    fallback: '',
    help: "With THREEPID_CHALLENGE=turnstile: the widget's secret key.",
    parse: optional(textFor((secret) => new TurnstileChallenge({ ...keys, secret }))),
  },
  turnstileUrl: {
    name: 'THREEPID_TURNSTILE_URL',
    fallback: '',
    help: "Another URL of Turnstile's siteverify call, such as a proxy's.",
    parse: optional(textFor((url) => new TurnstileChallenge({ ...keys, url }))),
  },
  hcaptchaSiteKey: {
    name: 'THREEPID_HCAPTCHA_SITE_KEY',
    fallback: '',
    help: "With THREEPID_CHALLENGE=hcaptcha: the site's key, from the hCaptcha dashboard. Clients get it.",
    parse: optional(textFor((siteKey) => new HcaptchaChallenge({ ...keys, siteKey }))),
  },
  hcaptchaSecret: {
    name: 'THREEPID_HCAPTCHA_SECRET',
    secret: true,
    fallback: '',
    help: "With THREEPID_CHALLENGE=hcaptcha: the account's secret key.",
    parse: optional(textFor((secret) => new HcaptchaChallenge({ ...keys, secret }))),
  },
  hcaptchaUrl: {
    name: 'THREEPID_HCAPTCHA_URL',
    fallback: '',
    help: "Another URL of hCaptcha's siteverify call, such as a proxy's.",
    parse: optional(textFor((url) => new HcaptchaChallenge({ ...keys, url }))),
  },
};
