import { AltchaChallenge } from '@threepid/challenge-altcha';
import type { ThreepidOptions } from '@threepid/core';
import type { Settings } from './read-settings.js';

/** The option `challenge` of `createThreepid`, or none. Its keys are derived from the same secret. */
export function openChallenge(
  { challenge }: Pick<Settings, 'challenge'>,
  secret: ThreepidOptions['secret'],
): Pick<ThreepidOptions, 'challenge'> {
  return challenge === 'off' ? {} : { challenge: new AltchaChallenge({ secret }) };
}
