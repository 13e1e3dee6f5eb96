import type { Keyring } from '../domain/keyring.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { unsealMsisdn } from '../domain/sealed.js';
import { placeOf, sessionIdOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { ReadOutcome, ReadSession, SessionStorage } from '../ports/session-storage.js';

/** The session that is asked for. */
export interface GetValidatedThreePidInput {
  readonly sid: string;
  readonly clientSecret: string;
}

/** A number that a person has shown to be able to read messages of. */
export interface ValidatedThreePid {
  readonly medium: 'msisdn';
  /** E.164 without the `+`. */
  readonly address: string;
  /** Unix time in milliseconds. */
  readonly validatedAt: number;
}

/**
 * Says which number a session has validated.
 *
 * Source: Matrix identity service API, `GET 3pid/getValidated3pid`.
 */
@injectable()
export class GetValidatedThreePid {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * Changes nothing: it may be asked late, and more than once.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`.
   * @throws StorageUnavailableError
   */
  async execute(input: GetValidatedThreePidInput): Promise<ValidatedThreePid> {
    return this.threePid(input, await this.storage.read(this.readSession(input)));
  }

  /**
   * Spends the validation: of any number of calls at once, one is answered, and to the others and to `execute` the
   * session is gone.
   *
   * @throws as `execute`.
   */
  async consume(input: GetValidatedThreePidInput): Promise<ValidatedThreePid> {
    return this.threePid(input, await this.storage.consume(this.readSession(input)));
  }

  private readSession({ sid, clientSecret }: GetValidatedThreePidInput): ReadSession {
    assertOpaqueIdentifiers({ sid, client_secret: clientSecret });
    const { slot, stem, generation } = placeOf(sid);
    return {
      slot,
      sessionIds: this.keyring.map((keys) => sessionIdOf(keys, stem, clientSecret)),
      generation,
      now: this.clock.now(),
      wrongCodesAllowed: this.rules.wrongCodesAllowed,
    };
  }

  private threePid({ sid }: GetValidatedThreePidInput, outcome: ReadOutcome): ValidatedThreePid {
    if (outcome.kind !== 'validated') throw readError(outcome.kind);
    const keys = this.keyring[outcome.candidate] ?? this.keyring[0];
    return {
      medium: 'msisdn',
      address: unsealMsisdn(keys, placeOf(sid).stem, outcome.address),
      validatedAt: outcome.validatedAt,
    };
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
