import type { Keyring } from '../domain/keyring.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { unsealMsisdn } from '../domain/sealed.js';
import { placeOf, sessionIdOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import { noteNumber, type RequestRecord } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { ReadOutcome, ReadSession } from '../ports/session-storage.js';

/** A session and the client secret that gives access to it. */
export interface SessionReference {
  readonly sid: string;
  readonly clientSecret: string;
  /** The HTTP request that asks, if it is known: its log lines and events have its `id`, and it learns country and number. */
  readonly record?: RequestRecord | undefined;
}

/** A validated phone number. */
export interface ValidatedThreePid {
  readonly medium: 'msisdn';
  /** E.164 without the `+`. */
  readonly address: string;
  /** Unix time in milliseconds. */
  readonly validatedAt: number;
}

/** Reads the number that a session has validated. */
@injectable()
export class ValidatedSessions {
  constructor(
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @param step `read` or `consume` of the storage.
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws the errors of the step.
   */
  async threePidOf(
    { sid, clientSecret, record }: SessionReference,
    step: (session: ReadSession) => Promise<ReadOutcome>,
  ): Promise<ValidatedThreePid> {
    assertOpaqueIdentifiers({ sid, client_secret: clientSecret });
    const { slot, stem, generation } = placeOf(sid);
    const outcome = await step({
      slot,
      sessionIds: this.keyring.map((keys) => sessionIdOf(keys, stem, clientSecret)),
      generation,
      now: this.clock.now(),
      wrongCodesAllowed: this.rules.wrongCodesAllowed,
    });
    if (outcome.kind !== 'validated') throw readError(outcome.kind);
    const keys = this.keyring[outcome.secretIndex] ?? this.keyring[0];
    const address = unsealMsisdn(keys, stem, outcome.address);
    // Without its country, which would have to be parsed.
    noteNumber(record, { msisdn: address, country: undefined });
    return { medium: 'msisdn', address, validatedAt: outcome.validatedAt };
  }
}

function readError(kind: 'pending' | 'expired' | 'unknown'): MatrixError {
  if (kind === 'pending') {
    return new MatrixError('M_SESSION_NOT_VALIDATED', 'This validation session has not yet been completed');
  }
  if (kind === 'expired') {
    return new MatrixError(
      'M_SESSION_EXPIRED',
      'This validation session can no longer be completed; start another one',
    );
  }
  return new MatrixError('M_NO_VALID_SESSION', 'No session was found for this sid and client secret');
}
