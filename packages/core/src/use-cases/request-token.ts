import type { NextLinkRule } from '../domain/next-link.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { readNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { MatrixError } from '../errors/matrix-error.js';
import { ClientAllowance, type Refunds, type SpentAllowance } from '../allowances/client-allowance.js';
import { refusingUnsuitable, withMessageEvents } from '../events/message-events.js';
import { RaisedEvents } from '../events/raised-events.js';
import { inject, injectable, tokens } from '../injection.js';
import { noteNumber, type RequestRecord } from '../log/request-record.js';
import { EqualCalls, type EqualCall } from '../messages/equal-calls.js';
import { InFlightCalls } from '../messages/in-flight-calls.js';
import type { DelayedMessage } from '../messages/judged-messages.js';
import { OpeningMessages } from '../messages/opening-messages.js';
import { refundAndThrow, RefundableMessages } from '../messages/refundable-messages.js';
import { RepeatedRequests, type RepeatedRequest } from '../messages/repeated-requests.js';
import { channelOf, type Senders } from '../sms/senders.js';
import { patienceMs } from '../messages/within-patience.js';
import type { Clock } from '../ports/clock.js';
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
  /**
   * The channel of the message, if it has a code: `sms` (default), or a name of the option `channels`, such as `whatsapp`.
   * Messages count alike whatever their channel is.
   */
  readonly channel?: string | undefined;
  /** The answer to the challenge of an earlier `M_LIMIT_EXCEEDED` for this number and client secret. */
  readonly challengeAnswer?: string | undefined;
  /** BCP 47 tags in order of preference, for the message's language. */
  readonly locales?: readonly string[] | undefined;
  /** The person's address, for the guard and the limits per address. Undefined: it isn't known. */
  readonly clientAddress?: string | undefined;
  /** The HTTP request that asks, if it is known: its log lines and events have its `id`, and it learns country and number. */
  readonly record?: RequestRecord | undefined;
}

/** An open session, whose message was sent. */
export interface RequestTokenResult {
  readonly sid: string;
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** The form for people, such as `+44 7700 900001`. */
  readonly international: string;
}

/** What is asked beside the request. */
interface Asked {
  readonly lookup: AccountLookup | undefined;
  readonly challengeAnswer: string | undefined;
}

/** A request that may have no message now. */
type DelayedRequest = Omit<DelayedMessage, 'kind' | 'offer'> & Partial<Pick<DelayedMessage, 'offer'>>;

/** A look at the number's account before a message, which decides on its purpose. */
export interface AccountLookup {
  /** Lookups of one name have the same result for a number. */
  readonly name: string;
  /** Called once the request is counted against its client. */
  readonly purposeOf: () => Promise<MessagePurpose>;
  /** True if the client is told the result: the lookup is then counted against its address. */
  readonly isTold: boolean;
}

/**
 * Opens a session for a number and sends its code.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken`.
 */
@injectable()
export class RequestToken {
  private readonly equalCalls = new EqualCalls<RequestTokenResult>({ isEverybodys: isSendError });
  private readonly sessionCalls = new InFlightCalls();

  constructor(
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(SessionOpener) private readonly sessions: SessionOpener,
    @inject(RepeatedRequests) private readonly repeatedRequests: RepeatedRequests,
    @inject(RefundableMessages) private readonly refundable: RefundableMessages,
    @inject(OpeningMessages) private readonly openingMessages: OpeningMessages,
    @inject(RaisedEvents) private readonly raised: RaisedEvents,
    @inject(tokens.senders) private readonly senders: Senders,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.nextLinkRule) private readonly nextLinkRule: NextLinkRule,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @param lookup decides the purpose of the message. If it throws, the caller gets the error and the request stays
   * counted, so that nobody can ask endlessly. Any purpose other than `verify` opens a decoy session, which no code
   * validates and whose answers look like those of a real session.
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`,
   *   `M_SEND_ERROR`; and the errors of `lookup`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  async execute(input: RequestTokenInput, lookup?: AccountLookup): Promise<RequestTokenResult> {
    const request = this.read(input);
    const asked = { lookup, challengeAnswer: input.challengeAnswer };
    const open = (patience: number) =>
      this.sessionCalls.run(sessionNameOf(request), (isAlone) =>
        this.open({ ...request, patience }, asked, isAlone),
      );
    // Without an attempt, each call may send.
    if (request.sendAttempt === undefined) return open(request.patience);
    return this.equalCalls.share(equalCallOf(request, asked), open);
  }

  private open(request: CodeRequest, asked: Asked, isAlone: boolean): Promise<RequestTokenResult> {
    return withMessageEvents(this.raised, request, (call) => this.openFor(call, asked, isAlone));
  }

  /** @param isAlone true if no other call of the session is in flight in this process. */
  private async openFor(
    request: CodeRequest,
    { lookup, challengeAnswer }: Asked,
    isAlone: boolean,
  ): Promise<RequestTokenResult> {
    const spent = await this.spend(request, lookup?.isTold === true);
    if (spent.kind === 'limited') return this.answerAgain(request, spent);
    const { purpose, allowance } = await lookUp(lookup, spent, request);
    request.events?.isFor(purpose);
    const answer = isAlone ? undefined : await this.answerUncharged(request, allowance);
    if (answer !== undefined) return answer;
    const message = await this.refundable.admit(request, { purpose, challengeAnswer }, allowance);
    if (message.kind === 'delayed') return this.answerAgain(request, message);
    const isPurposeSecret = lookup?.isTold === false;
    const opening = this.sessions.prepare({ ...request, isPurposeSecret }, purpose);
    return resultOf(opening, await this.openingMessages.open(opening, message));
  }

  private read(input: RequestTokenInput): CodeRequest {
    const { clientSecret, sendAttempt, nextLink, locales, clientAddress, record } = input;
    assertOpaqueIdentifiers({ client_secret: clientSecret });
    if (nextLink !== undefined && !this.nextLinkRule(nextLink)) {
      throw new MatrixError(
        'M_INVALID_PARAM',
        'next_link must be an http(s) URL whose host this server allows',
      );
    }
    const now = this.clock.now();
    const number = readNumber(input, this.testNumbers, now);
    noteNumber(record, number);
    const test = this.testNumbers(number, now);
    return {
      clientSecret,
      sendAttempt,
      nextLink,
      channel: channelOf(input.channel, this.senders),
      locales,
      clientAddress,
      number,
      test,
      record,
      patience: patienceMs,
      now,
    };
  }

  /**
   * Counts a request against its client.
   *
   * @throws StorageUnavailableError
   */
  private spend(
    { clientAddress, number, test, record, now }: CodeRequest,
    isLookup: boolean,
  ): Promise<SpentAllowance> {
    // Testers request a configured test number again and again; the number has its own limit.
    const msisdn = test?.kind === 'configured' ? undefined : number.msisdn;
    return this.allowance.spend({ clientAddress, msisdn, isLookup, record, now });
  }

  /** A repeated call gets the same answer, even if its client may have no message now, because it needs none. */
  private async answerAgain(request: CodeRequest, delayed: DelayedRequest): Promise<RequestTokenResult> {
    const repeated = await this.repeatedRequests.find(request);
    if (repeated !== undefined) return this.answerOf(repeated);
    const challenge = await delayed.offer?.();
    request.events?.delay(delayed, challenge !== undefined);
    throw limitExceeded('messages', delayed.retryAfterMs, challenge);
  }

  /**
   * The answer of a call that needs no message, without charging for one; undefined if it needs one. It costs a round trip, so
   * only calls that share their session with another one at the same time ask for it: many such calls, charged until the
   * storage says that no message is needed, would use up what other people need.
   */
  private async answerUncharged(
    request: CodeRequest,
    charged: Refunds,
  ): Promise<RequestTokenResult | undefined> {
    const repeated = await this.repeatedRequests
      .find(request)
      .catch((error: unknown) => refundAndThrow(charged, error));
    if (repeated === undefined) return undefined;
    await charged.refund();
    return this.answerOf(repeated);
  }

  private async answerOf(repeated: RepeatedRequest): Promise<RequestTokenResult> {
    repeated.opening.events?.answerWithout();
    await this.repeatedRequests.wait(repeated);
    return resultOf(repeated.opening, repeated.opened);
  }
}

/** The session that a call belongs to, whatever its attempt is. Neither part has a space. */
function sessionNameOf({ number: { msisdn }, clientSecret }: CodeRequest): string {
  return `${msisdn} ${clientSecret}`;
}

/**
 * Calls of one session and attempt have the same answer, whoever asks: only the first sends, and only its `next_link` is
 * stored. Their errors may differ by the asker's address, answer and `next_link`.
 */
function equalCallOf(
  { number: { msisdn }, clientSecret, sendAttempt, clientAddress, nextLink }: CodeRequest,
  { lookup, challengeAnswer }: Asked,
): EqualCall {
  return {
    // No part but the last has a space.
    name: `${msisdn} ${clientSecret} ${String(sendAttempt)} ${lookup?.name ?? ''}`,
    asker: JSON.stringify([clientAddress, challengeAnswer, nextLink]),
  };
}

/** It tells what became of the message, which was one for all equal calls. */
function isSendError(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === 'M_SEND_ERROR';
}

/**
 * Decides the purpose of the message, which isn't sent if the client is told that it can't have one. Once it was looked up, the client's
 * address stays charged.
 */
async function lookUp(
  lookup: AccountLookup | undefined,
  spent: Extract<SpentAllowance, { kind: 'spent' }>,
  { events }: CodeRequest,
): Promise<{ readonly purpose: MessagePurpose; readonly allowance: Refunds }> {
  if (lookup === undefined) return { purpose: 'verify', allowance: spent };
  const { result, refund } = await spent.pay(() => refusingUnsuitable(events, lookup.purposeOf));
  return { purpose: result, allowance: { refund, refundForNumber: spent.refundForNumber } };
}

function resultOf(opening: Opening, opened: OpenedSession): RequestTokenResult {
  const { msisdn, international } = opening.number;
  return { sid: sidOf(opening, opened), msisdn, international };
}
