import { AltchaChallenge } from '@threepid/challenge-altcha';
import { HcaptchaChallenge } from '@threepid/challenge-hcaptcha';
import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import type { Challenge, SiteverifyOptions, ThreepidOptions } from '@threepid/core';
import type { Settings } from './read-settings.js';

/** The settings of the challenges. */
export type ChallengeSettings = Pick<Settings, 'challenge'> &
  Partial<
    Pick<
      Settings,
      | 'turnstileSiteKey'
      | 'turnstileSecret'
      | 'turnstileUrl'
      | 'hcaptchaSiteKey'
      | 'hcaptchaSecret'
      | 'hcaptchaUrl'
    >
  >;

/** The option `challenge` of `createThreepid`, or none. Proof of work derives its keys from the same secret. */
export function openChallenge(
  settings: ChallengeSettings,
  secret: ThreepidOptions['secret'],
): Pick<ThreepidOptions, 'challenge'> {
  return settings.challenge === 'off' ? {} : { challenge: challenges[settings.challenge](settings, secret) };
}

type OpenChallenge = (settings: ChallengeSettings, secret: ThreepidOptions['secret']) => Challenge;

const challenges: Readonly<Record<Exclude<Settings['challenge'], 'off'>, OpenChallenge>> = {
  altcha: (_, secret) => new AltchaChallenge({ secret }),
  turnstile: ({ turnstileSiteKey, turnstileSecret, turnstileUrl }) =>
    new TurnstileChallenge(siteverifyOptions(turnstileSiteKey, turnstileSecret, turnstileUrl)),
  hcaptcha: ({ hcaptchaSiteKey, hcaptchaSecret, hcaptchaUrl }) =>
    new HcaptchaChallenge(siteverifyOptions(hcaptchaSiteKey, hcaptchaSecret, hcaptchaUrl)),
};

/** `readSettings` has made sure that both keys are there. */
function siteverifyOptions(siteKey = '', secret = '', url?: string): SiteverifyOptions {
  return { siteKey, secret, ...(url === undefined ? {} : { url }) };
}
