import { challengeBindingOf, usedChallengeIdOf } from '../domain/challenge-identity.js';
import type { SecretKeys } from '../domain/keyring.js';
import { orUnavailable } from '../errors/or-unavailable.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Challenge, ChallengeOffer } from '../ports/challenge.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** A request that may have to prove something. */
export interface ChallengedRequest {
  readonly msisdn: string;
  readonly clientSecret: string;
  /** The client's answer to an earlier challenge. */
  readonly challengeAnswer: string | undefined;
  readonly record?: RequestRecord | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A solved challenge, which no other request can use. */
export interface Proof {
  /** Lets the answer be used again. Never rejects. */
  readonly refund: () => Promise<void>;
}

/** Clocks of processes that share a storage may differ by a minute, ahead or behind. */
const clockDifferenceMs = 2 * 60_000;

/** The host's challenge, if it has one. An answer counts once, for its number and client secret. */
@injectable()
export class Challenges {
  constructor(
    @inject(tokens.challenge) private readonly challenge: Challenge | undefined,
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /** True if the host has a challenge. */
  get isOn(): boolean {
    return this.challenge !== undefined;
  }

  /** A new challenge; undefined without a `Challenge`, or if it fails: the request is then only limited. */
  async offer(request: ChallengedRequest, difficulty: number): Promise<ChallengeOffer | undefined> {
    const { challenge } = this;
    if (challenge === undefined) return undefined;
    try {
      return await challenge.make({ binding: this.bindingOf(request), difficulty, now: request.now });
    } catch (err) {
      this.logger.warn(
        linked(request.record?.id, { err, challenge: challenge.name }),
        'a challenge could not be made',
      );
      return undefined;
    }
  }

  /**
   * Uses up the request's answer; undefined if it has none, or one that proves nothing.
   *
   * @throws MatrixError `M_UNKNOWN` 503 if the answer can't be checked.
   * @throws StorageUnavailableError
   */
  async prove(request: ChallengedRequest): Promise<Proof | undefined> {
    const { challenge } = this;
    const { challengeAnswer: answer, record, now } = request;
    if (challenge === undefined || answer === undefined) return undefined;
    const binding = this.bindingOf(request);
    const verdict = await orUnavailable(
      () => challenge.check({ answer, binding, now }),
      'The answer to the challenge cannot be checked now',
    );
    if (verdict.kind === 'solved') return this.useUp(challenge, verdict, request);
    const { reason } = verdict;
    this.logger.info(
      linked(record?.id, { challenge: challenge.name, reason }),
      'answer to a challenge refused',
    );
    return undefined;
  }

  /** Of many equal answers at once, exactly one proves something. */
  private async useUp(
    { name }: Challenge,
    solved: { readonly id: string; readonly expiresAt: number },
    { now, record }: ChallengedRequest,
  ): Promise<Proof | undefined> {
    const id = usedChallengeIdOf(this.indexKeys, name, solved.id);
    const windowMs = Math.max(0, solved.expiresAt - now) + clockDifferenceMs;
    const outcome = await this.storage.spend({ id, limits: [{ messages: 1, windowMs }], now });
    if (outcome.kind === 'spent') return { refund: () => this.refund(id, now, record) };
    this.logger.info(
      linked(record?.id, { challenge: name, reason: 'it was used before' }),
      'answer to a challenge refused',
    );
    return undefined;
  }

  private async refund(id: string, spentAt: number, record: RequestRecord | undefined): Promise<void> {
    try {
      await this.storage.refund({ id, spentAt });
    } catch (err) {
      this.logger.warn(
        linked(record?.id, { err }),
        'an answer to a challenge that came to nothing stays used up',
      );
    }
  }

  private bindingOf({ msisdn, clientSecret }: ChallengedRequest): string {
    return challengeBindingOf(this.indexKeys, msisdn, clientSecret);
  }
}
