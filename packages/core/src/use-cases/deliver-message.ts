import { createHash } from 'node:crypto';
import { ClientAllowance, type SpentAllowance } from '../allowances/client-allowance.js';
import { checkedContent } from '../domain/given-content.js';
import { readNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { withMessageEvents, type MessageRefusal } from '../events/message-events.js';
import { RaisedEvents } from '../events/raised-events.js';
import { inject, injectable, tokens } from '../injection.js';
import { noteNumber, type RequestRecord } from '../log/request-record.js';
import { EqualCalls } from '../messages/equal-calls.js';
import { OpeningMessages } from '../messages/opening-messages.js';
import { RefundableMessages } from '../messages/refundable-messages.js';
import { RepeatedRequests } from '../messages/repeated-requests.js';
import { patienceMs } from '../messages/within-patience.js';
import type { Clock } from '../ports/clock.js';
import type { MessagePurpose } from '../ports/sms-sender.js';
import { SessionOpener, type CodeRequest } from '../sessions/session-opener.js';

/** A message that another product has made. It has a code, a text, or both. */
export interface DeliverMessageInput {
  /** International, with the `+`. */
  readonly phoneNumber: string;
  /** The product's code: 4 to 16 letters, digits or hyphens. Without a `text`, the message has a text of ours with it. */
  readonly code?: string | undefined;
  /** The product's text, sent as it is: at most 1,000 characters. Without a `code`, it is a notice. */
  readonly text?: string | undefined;
  /**
   * Names the message. Calls with the same number and id within 24 hours are one message, even in different processes; one
   * that certainly or perhaps wasn't sent is sent by the next such call.
   */
  readonly id: string;
  /** BCP 47 tags in order of preference, for the language of our text. */
  readonly locales?: readonly string[] | undefined;
  /** The person's address, for the limits per address. Undefined: it isn't known. */
  readonly clientAddress?: string | undefined;
  /** The HTTP request that asks, if it is known: its log lines and events have its `id`, and it learns country and number. */
  readonly record?: RequestRecord | undefined;
}

/**
 * Delivers a message of another product, whose code only that product judges. By the steps of a session: of equal calls, one
 * sends, and the number's messages are counted in the same atomic step. No code validates this session.
 */
@injectable()
export class DeliverMessage {
  private readonly equalCalls = new EqualCalls<void>();

  constructor(
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(SessionOpener) private readonly sessions: SessionOpener,
    @inject(RefundableMessages) private readonly refundable: RefundableMessages,
    @inject(OpeningMessages) private readonly openingMessages: OpeningMessages,
    @inject(RepeatedRequests) private readonly repeatedRequests: RepeatedRequests,
    @inject(RaisedEvents) private readonly raised: RaisedEvents,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`,
   *   `M_SEND_ERROR`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  async execute(input: DeliverMessageInput): Promise<void> {
    const request = this.read(input);
    // No part has a space.
    const name = `${request.number.msisdn} ${request.clientSecret}`;
    return this.equalCalls.share({ name, asker: '' }, (patience) => this.deliver({ ...request, patience }));
  }

  private deliver(request: CodeRequest): Promise<void> {
    return withMessageEvents(this.raised, request, (call) => this.deliverFor(call));
  }

  private async deliverFor(request: CodeRequest): Promise<void> {
    const purpose: MessagePurpose = request.content?.code === undefined ? 'notice' : 'verify';
    request.events?.isFor(purpose);
    const spent = await this.spend(request);
    if (spent.kind === 'limited') return this.answerAgain(request, spent);
    const message = await this.refundable.admit(request, { purpose, challengeAnswer: undefined }, spent);
    if (message.kind === 'delayed') return this.answerAgain(request, message);
    await this.openingMessages.open(this.sessions.prepare(request, purpose), message);
  }

  private read({
    phoneNumber,
    code,
    text,
    id,
    locales,
    clientAddress,
    record,
  }: DeliverMessageInput): CodeRequest {
    const now = this.clock.now();
    const number = readNumber({ phoneNumber, country: '' }, this.testNumbers, now);
    noteNumber(record, number);
    return {
      clientSecret: secretOf(id),
      sendAttempt: 1,
      nextLink: undefined,
      locales,
      clientAddress,
      number,
      record,
      test: this.testNumbers(number, now),
      content: checkedContent({ code, text }),
      patience: patienceMs,
      now,
    };
  }

  private spend({ clientAddress, number, test, record, now }: CodeRequest): Promise<SpentAllowance> {
    const msisdn = test?.kind === 'configured' ? undefined : number.msisdn;
    return this.allowance.spend({ clientAddress, msisdn, isLookup: false, isDelivery: true, record, now });
  }

  /** A repeated call needs no message, and so no limit refuses it. */
  private async answerAgain(
    request: CodeRequest,
    delayed: MessageRefusal & { readonly retryAfterMs: number },
  ): Promise<void> {
    const repeated = await this.repeatedRequests.find(request);
    if (repeated === undefined) {
      request.events?.refuse(delayed);
      throw limitExceeded('messages', delayed.retryAfterMs);
    }
    request.events?.answerWithout();
    await this.repeatedRequests.wait(repeated);
  }
}

/** The client secret of a delivery's session. A client's own has no colon, so none can be mistaken for the other. */
function secretOf(id: string): string {
  return `delivery:${createHash('sha256').update(id).digest('base64url')}`;
}
