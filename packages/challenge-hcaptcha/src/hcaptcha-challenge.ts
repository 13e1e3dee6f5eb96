import { createHash } from 'node:crypto';
import {
  Siteverify,
  type AnswerVerdict,
  type Challenge,
  type ChallengeAnswer,
  type ChallengeOffer,
  type SiteverifyOptions,
} from '@threepid/core';

/** Options of `HcaptchaChallenge`. */
export type HcaptchaChallengeOptions = SiteverifyOptions;

/** Source: hCaptcha developer guide, "Verify the User Response Server Side". */
const service = { name: 'hCaptcha', url: 'https://api.hcaptcha.com/siteverify' };
const lifetimeMs = 120_000;

/**
 * hCaptcha: a widget on the page asks the person to solve a puzzle. The answer is its token.
 *
 * hCaptcha tells nothing of the page's own with its verdict, so an answer doesn't belong to a number or client secret:
 * whoever has one can use it, once. hCaptcha accepts each token once, and judges by its own clock whether it is expired.
 */
export class HcaptchaChallenge implements Challenge {
  readonly name = 'hcaptcha';
  readonly #siteverify: Siteverify;

  /** @throws TypeError if an option is invalid; the message never contains its value. */
  constructor(options: HcaptchaChallengeOptions) {
    this.#siteverify = new Siteverify(service, options);
  }

  make(): ChallengeOffer {
    return { type: this.name, sitekey: this.#siteverify.siteKey };
  }

  async check({ answer, now }: ChallengeAnswer): Promise<AnswerVerdict> {
    if (!/^[\x21-\x7e]+$/.test(answer)) return unsolved('it is not a token of hCaptcha');
    // With the site key, a token of another site of the same account isn't accepted.
    const form = { response: answer, sitekey: this.#siteverify.siteKey };
    const verdict = await this.#siteverify.ask(form);
    if (verdict.kind === 'refused') return unsolved(verdict.reason);
    const id = createHash('sha256').update(answer).digest('base64url');
    return { kind: 'solved', id, expiresAt: now + lifetimeMs };
  }
}

function unsolved(reason: string): AnswerVerdict {
  return { kind: 'unsolved', reason };
}
