import { maskNumber } from '../domain/mask-number.js';
import type { NextLinkRule } from '../domain/next-link.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { readNumber } from '../domain/requested-number.js';
import type { SessionRules } from '../domain/session-rules.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { MatrixError } from '../errors/matrix-error.js';
import { ClientAllowance, type SpentAllowance } from '../allowances/client-allowance.js';
import { inject, injectable, tokens } from '../injection.js';
import { JudgedMessages } from '../messages/judged-messages.js';
import { SessionMessages } from '../messages/session-messages.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { OpenedSession } from '../ports/session-storage.js';
import type { MessagePurpose } from '../ports/sms-sender.js';
import { SessionOpener, sidOf, type CodeRequest, type Opening } from '../sessions/session-opener.js';

/** Request for a message with a code. */
export interface RequestTokenInput {
  /** `[0-9a-zA-Z.=_-]{1,255}`, made by the client. */
  readonly clientSecret: string;
  /** As the person typed it. */
  readonly phoneNumber: string;
  /** ISO 3166-1 alpha-2, upper case; the empty string if the number is international. */
  readonly country: string;
  /** A message is sent only if this is greater than the greatest attempt so far. Undefined: each call may send. */
  readonly sendAttempt?: number | undefined;
  /** The target of the redirect by GET submitToken. */
  readonly nextLink?: string | undefined;
  /** BCP 47 tags in order of preference, for the message's language. */
  readonly locales?: readonly string[] | undefined;
  /** The person's address, for the limits per address. Undefined: these limits don't apply. */
  readonly clientAddress?: string | undefined;
}

/** An open session, whose message was sent. */
export interface RequestTokenResult {
  readonly sid: string;
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** The form for people, such as `+44 7700 900001`. */
  readonly international: string;
}

type Spent = Extract<SpentAllowance, { kind: 'spent' }>;
/** The refunds of the client's allowance that are left. */
type Charged = Pick<Spent, 'refund' | 'refundForNumber'>;
/** A message that may be sent. Its refunds are also those of the policy. */
type Admitted = Charged & { readonly receipt: string | undefined };

/**
 * Opens a session for a number and sends its code.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken`.
 */
@injectable()
export class RequestToken {
  constructor(
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(SessionOpener) private readonly sessions: SessionOpener,
    @inject(SessionMessages) private readonly messages: SessionMessages,
    @inject(JudgedMessages) private readonly judged: JudgedMessages,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.nextLinkRule) private readonly nextLinkRule: NextLinkRule,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param purposeOf decides the purpose of the message, after the request is counted against its client. If it throws,
   * the caller gets the error and the request stays counted, so that nobody can ask endlessly. Any purpose other than
   * `verify` opens a decoy session, which no code validates and whose answers look like those of a real session.
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`,
   *   `M_SEND_ERROR`; and the errors of `purposeOf`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  async execute(
    input: RequestTokenInput,
    purposeOf?: () => Promise<MessagePurpose>,
  ): Promise<RequestTokenResult> {
    const request = this.read(input);
    const spent = await this.spend(request);
    if (spent.kind === 'limited') return this.answerAgain(request, spent.retryAfterMs);
    const { purpose, allowance } = await lookUp(purposeOf, spent);
    const admitted = await this.admit(request, purpose, allowance);
    const opening = this.sessions.prepare(request, purpose);
    return resultOf(opening, await this.openAndSend(opening, admitted));
  }

  private read(input: RequestTokenInput): CodeRequest {
    const { clientSecret, sendAttempt, nextLink, locales, clientAddress } = input;
    assertOpaqueIdentifiers({ client_secret: clientSecret });
    if (nextLink !== undefined && !this.nextLinkRule(nextLink)) {
      throw new MatrixError(
        'M_INVALID_PARAM',
        'next_link must be an http(s) URL whose host this server allows',
      );
    }
    const now = this.clock.now();
    const number = readNumber(input, this.testNumbers, now);
    const test = this.testNumbers(number, now);
    return { clientSecret, sendAttempt, nextLink, locales, clientAddress, number, test, now };
  }

  /**
   * Counts a request against its client.
   *
   * @throws StorageUnavailableError
   */
  private async spend({ clientAddress, number, test, now }: CodeRequest): Promise<SpentAllowance> {
    // Testers request a configured test number again and again; the number has its own limit.
    const msisdn = test?.kind === 'configured' ? undefined : number.msisdn;
    return this.allowance.spend({ clientAddress, msisdn, now });
  }

  private async admit(request: CodeRequest, purpose: MessagePurpose, allowance: Charged): Promise<Admitted> {
    if (request.test !== undefined) return { ...allowance, receipt: undefined };
    const receipt = await this.judge(request, purpose).catch(async (error: unknown) => {
      await allowance.refund();
      throw error;
    });
    const alsoByPolicy = (refund: () => Promise<void>) => async () => {
      await Promise.all([refund(), this.judged.learn('unsent', receipt)]);
    };
    return {
      receipt,
      refund: alsoByPolicy(allowance.refund),
      refundForNumber: alsoByPolicy(allowance.refundForNumber),
    };
  }

  private async judge({ number, clientAddress, now }: CodeRequest, purpose: MessagePurpose) {
    const { msisdn, country, type: numberType } = number;
    return this.judged.judge({ msisdn, country, numberType, purpose, clientAddress, now });
  }

  /** Opens the session. Sends its message if this call claimed it, else waits for its outcome. */
  private async openAndSend(opening: Opening, admitted: Admitted): Promise<OpenedSession> {
    const opened = await this.openOrRefund(opening, admitted);
    if (opened.message.kind === 'claimed') await this.send(opening, opened, admitted);
    else await admitted.refund();
    await this.messages.wait(opening, opened);
    return opened;
  }

  private async openOrRefund(opening: Opening, admitted: Admitted): Promise<OpenedSession> {
    const { perNumber } = this.rules.limits;
    const outcome = await this.sessions
      .open(opening, perNumber, admitted.receipt)
      .catch(async (error: unknown) => {
        await admitted.refund();
        throw error;
      });
    if (outcome.kind === 'opened') return outcome;
    await admitted.refund();
    this.logger.info({ msisdn: maskNumber(opening.number.msisdn) }, 'message limit of the number reached');
    throw limitExceeded('messages', outcome.retryAfterMs);
  }

  private async send(opening: Opening, opened: OpenedSession, admitted: Admitted): Promise<void> {
    if (opening.test?.kind === 'configured') return;
    const code = this.sessions.codeOf(opening, opened);
    await this.messages.send(opening, opened, code, admitted.refundForNumber);
  }

  /** A repeated call gets the same answer, even if its client has no messages left, because it needs none. */
  private async answerAgain(request: CodeRequest, retryAfterMs: number): Promise<RequestTokenResult> {
    const opening = this.sessions.prepare(request, 'verify');
    const outcome = await this.sessions.open(opening, [{ messages: 0, windowMs: retryAfterMs }]);
    if (outcome.kind === 'limited') throw limitExceeded('messages', retryAfterMs);
    await this.messages.wait(opening, outcome);
    return resultOf(opening, outcome);
  }
}

/** Decides the purpose of the message. Once it was looked up, the client's address stays charged. */
async function lookUp(
  purposeOf: (() => Promise<MessagePurpose>) | undefined,
  spent: Spent,
): Promise<{ readonly purpose: MessagePurpose; readonly allowance: Charged }> {
  if (purposeOf === undefined) return { purpose: 'verify', allowance: spent };
  const { result, refund } = await spent.pay(purposeOf);
  return { purpose: result, allowance: { refund, refundForNumber: spent.refundForNumber } };
}

function resultOf(opening: Opening, opened: OpenedSession): RequestTokenResult {
  const { msisdn, international } = opening.number;
  return { sid: sidOf(opening, opened), msisdn, international };
}
