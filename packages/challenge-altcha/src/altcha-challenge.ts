import { randomInt } from 'node:crypto';
import type {
  AnswerVerdict,
  Challenge,
  ChallengeAnswer,
  ChallengeOffer,
  ChallengeProposal,
} from '@threepid/core';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import {
  checkedOptions,
  type AltchaChallengeOptions,
  type CheckedOptions,
} from './altcha-challenge-options.js';
import { altchaKeysOf, type AltchaKeys } from './altcha-keys.js';
import { parsePayload } from './altcha-payload.js';

type ParsedAnswer = NonNullable<ReturnType<typeof parsePayload>>;

/**
 * Proof of work by ALTCHA: the client tries counters until PBKDF2 of one of them begins as the challenge says. The counter
 * is a random one up to a limit, so that nobody is ever unlucky for long. Making a challenge costs one try, and checking an
 * answer two HMACs.
 *
 * Source: ALTCHA, "Proof-of-Work Captcha", version 2, deterministic mode.
 */
export class AltchaChallenge implements Challenge {
  readonly name = 'altcha';
  readonly #options: CheckedOptions;
  /** Of each secret. */
  readonly #keys: readonly AltchaKeys[];

  /** @throws TypeError if an option is invalid. */
  constructor(options: AltchaChallengeOptions) {
    this.#options = checkedOptions(options);
    this.#keys = this.#options.secrets.map(altchaKeysOf);
  }

  async make({ binding, difficulty, now }: ChallengeProposal): Promise<ChallengeOffer> {
    const { iterations, lifetimeMs, mostTries } = this.#options;
    const mostCounter = Math.ceil(mostTries * Math.max(1, difficulty));
    const challenge = await createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: iterations,
      counter: randomInt(1, mostCounter + 1),
      deriveKey,
      // The expiry is ours, because ALTCHA's own is compared with the system's time, and in seconds.
      data: { binding, expiresAt: now + lifetimeMs },
      ...this.#keys[0],
    });
    return { type: this.name, ...challenge, max_counter: mostCounter };
  }

  async check({ answer, binding, now }: ChallengeAnswer): Promise<AnswerVerdict> {
    const payload = parsePayload(answer);
    if (payload === undefined) return unsolved('it is not an answer of ALTCHA');
    if (!(await this.isSolved(payload))) return unsolved('it is wrong, or not to a challenge of ours');
    const { parameters, signature } = payload.challenge;
    const { binding: bound, expiresAt } = parameters.data ?? {};
    if (bound !== binding) return unsolved('it belongs to another number or client secret');
    if (typeof expiresAt !== 'number' || now >= expiresAt) return unsolved('it is expired');
    return { kind: 'solved', id: signature, expiresAt };
  }

  private async isSolved({ challenge, solution }: ParsedAnswer): Promise<boolean> {
    for (const keys of this.#keys) {
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...keys });
      if (verified) return true;
    }
    return false;
  }
}

function unsolved(reason: string): AnswerVerdict {
  return { kind: 'unsolved', reason };
}
