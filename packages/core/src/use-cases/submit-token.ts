import type { Keyring } from '../domain/keyring.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { unsealNextLink } from '../domain/sealed.js';
import { placeOf, sessionIdOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import { macOfCode, normaliseCode } from '../domain/verification-code.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import { JudgedMessages } from '../messages/judged-messages.js';
import { MessageReports } from '../messages/message-reports.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage, SubmitOutcome } from '../ports/session-storage.js';

/** A code and its session. */
export interface SubmitTokenInput {
  readonly sid: string;
  readonly clientSecret: string;
  /** The code as the person typed it; spaces and digits of other scripts are accepted. */
  readonly token: string;
  /** The HTTP request that asks, if it is known: its log lines and events have its `id`, and it learns country and number. */
  readonly record?: RequestRecord | undefined;
}

/** The session is validated. */
export interface SubmitTokenResult {
  /** The time of the first validation, Unix time in milliseconds. */
  readonly validatedAt: number;
  /** The next_link that was stored at requestToken, if any. */
  readonly nextLink: string | undefined;
}

/**
 * Validates a session by its code.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/submitToken`.
 */
@injectable()
export class SubmitToken {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(JudgedMessages) private readonly judged: JudgedMessages,
    @inject(MessageReports) private readonly reports: MessageReports,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @throws MatrixError `M_TOKEN_INCORRECT`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`.
   * @throws StorageUnavailableError; the code may have been judged then.
   */
  async execute({ sid, clientSecret, token, record }: SubmitTokenInput): Promise<SubmitTokenResult> {
    assertOpaqueIdentifiers({ sid, client_secret: clientSecret });
    const { slot, stem, generation } = placeOf(sid);
    const code = normaliseCode(token);
    const outcome = await this.storage.submit({
      slot,
      bySecret: this.keyring.map((keys) => ({
        sessionId: sessionIdOf(keys, stem, clientSecret),
        mac: macOfCode(keys, stem, code),
      })),
      generation,
      now: this.clock.now(),
      sessionLifetimeMs: this.rules.sessionLifetimeMs,
      wrongCodesAllowed: this.rules.wrongCodesAllowed,
    });
    if (outcome.kind === 'incorrect') this.reports.wrongCode(outcome.sentMessage, record);
    if (outcome.kind !== 'validated') throw submitError(outcome.kind);
    if (outcome.first) {
      this.reports.verified(outcome, code, record);
      await this.judged.learn('verified', outcome.receipt, record);
    }
    return { validatedAt: outcome.validatedAt, nextLink: this.nextLink(outcome, record) };
  }

  private nextLink(
    { secretIndex, nextLink }: Extract<SubmitOutcome, { kind: 'validated' }>,
    record: RequestRecord | undefined,
  ): string | undefined {
    const keys = this.keyring[secretIndex];
    if (nextLink === undefined || keys === undefined) return undefined;
    try {
      return unsealNextLink(keys, nextLink);
    } catch (err) {
      this.logger.error(
        linked(record?.id, { err }),
        'a stored next_link was changed by another hand; nobody is redirected to it',
      );
      return undefined;
    }
  }
}

function submitError(kind: 'incorrect' | 'expired' | 'unknown'): MatrixError {
  if (kind === 'incorrect') return new MatrixError('M_TOKEN_INCORRECT', 'The code is incorrect');
  if (kind === 'expired') {
    return new MatrixError(
      'M_SESSION_EXPIRED',
      'The code has expired or was never sent, or too many wrong codes were tried; request a new one',
    );
  }
  return new MatrixError('M_NO_VALID_SESSION', 'No session was found for this sid and client secret');
}
