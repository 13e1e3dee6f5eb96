import { createHash } from 'node:crypto';
import {
  OperatorError,
  Siteverify,
  type AnswerVerdict,
  type Challenge,
  type ChallengeAnswer,
  type ChallengeOffer,
  type ChallengeProposal,
  type SiteverifyOptions,
} from '@threepid/core';

/** Options of `TurnstileChallenge`. */
export interface TurnstileChallengeOptions extends SiteverifyOptions {
  /**
   * The name of the widget's use in Cloudflare's analytics: 1 to 32 letters, digits, `_` and `-`. An answer with another
   * action isn't accepted. Default: none.
   */
  readonly action?: string;
}

/** Source: Cloudflare Turnstile documentation, "Server-side validation". */
const service = { name: 'Turnstile', url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify' };
const lifetimeMs = 300_000;
const longestToken = 2_048;

/**
 * Cloudflare Turnstile: a widget on the page finds out whether a person uses it, mostly without asking them anything. The
 * answer is its token. Cloudflare returns the `cdata` that the widget was rendered with, so an answer belongs to its number
 * and client secret.
 */
export class TurnstileChallenge implements Challenge {
  readonly name = 'turnstile';
  readonly #siteverify: Siteverify;
  readonly #action: string | undefined;

  /** @throws TypeError if an option is invalid; the message never contains its value. */
  constructor(options: TurnstileChallengeOptions) {
    this.#siteverify = new Siteverify(service, options);
    this.#action = checkedAction(options.action);
  }

  make({ binding }: ChallengeProposal): ChallengeOffer {
    const action = this.#action === undefined ? {} : { action: this.#action };
    return { type: this.name, sitekey: this.#siteverify.siteKey, cdata: binding, ...action };
  }

  async check({ answer, binding, now }: ChallengeAnswer): Promise<AnswerVerdict> {
    if (!isToken(answer)) return unsolved('it is not a token of Turnstile');
    const digest = createHash('sha256').update(answer).digest();
    const verdict = await this.#siteverify.ask({ response: answer, idempotency_key: uuidOf(digest) });
    if (verdict.kind === 'refused') return unsolved(verdict.reason);
    const { cdata, action, challenge_ts: solvedAt } = verdict.fields;
    if (cdata !== binding) return unsolved('it belongs to another number or client secret');
    if (this.#action !== undefined && action !== this.#action) return unsolved('it has another action');
    const expiresAt = timeOf(solvedAt) + lifetimeMs;
    if (now >= expiresAt) return unsolved('it is expired');
    return { kind: 'solved', id: digest.toString('base64url'), expiresAt };
  }
}

function checkedAction(action: unknown): string | undefined {
  if (action === undefined || (typeof action === 'string' && /^[\w-]{1,32}$/.test(action))) return action;
  throw new TypeError('action must be 1 to 32 letters, digits, _ and -');
}

function isToken(answer: string): boolean {
  return answer.length <= longestToken && /^[\x21-\x7e]+$/.test(answer);
}

/**
 * A UUID of the token's own. With it, Cloudflare tells the same token's verdict again: a client whose answer was lost, or
 * whose message failed, needs no second one. That a token counts once is for the core. Another spelling of the token has
 * another key, so that Cloudflare would refuse it as used.
 */
function uuidOf(digest: Buffer): string {
  const hex = digest.toString('hex');
  // Shaped as a random one (version 4), because Cloudflare's examples send no other.
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** @throws OperatorError if it is no time: without it, nobody could tell for how long the token must be remembered. */
function timeOf(text: unknown): number {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new OperatorError('Turnstile accepted a token without a challenge_ts');
  return time;
}

function unsolved(reason: string): AnswerVerdict {
  return { kind: 'unsolved', reason };
}
