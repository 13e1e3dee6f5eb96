import type { HomeserverRules } from '../domain/homeserver-rules.js';
import { maskNumber } from '../domain/mask-number.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import type { PhoneNumber } from '../domain/phone-number.js';
import { readNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { submitUrlBelow } from '../domain/submit-url.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { MatrixError } from '../errors/matrix-error.js';
import { markedForOperator } from '../errors/operator-error.js';
import { orUnavailable } from '../errors/or-unavailable.js';
import {
  refusingUnsuitable,
  withMessageEvents,
  type CallForMessage,
  type CallWithEvents,
} from '../events/message-events.js';
import { RaisedEvents } from '../events/raised-events.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, noteNumber } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { IdentityServerClient, RelayedAnswer } from '../ports/identity-server-client.js';
import type { Logger } from '../ports/logger.js';
import type { MessagePurpose } from '../ports/sms-sender.js';
import type { TrustPolicy, TrustVerdict } from '../ports/trust-policy.js';
import { ClientAllowance } from '../allowances/client-allowance.js';
import {
  CheckThreePidAvailability,
  type Availability,
  type AvailabilityPurpose,
} from './check-three-pid-availability.js';
import { RequestToken, type RequestTokenInput } from './request-token.js';

/** Request of a homeserver's client. */
export interface RequestTokenForHomeserverInput extends RequestTokenInput {
  readonly purpose: AvailabilityPurpose;
  /** The identity server that the client named; undefined: this one. */
  readonly idServer?: string | undefined;
  /** The client's access token at that identity server. */
  readonly idAccessToken?: string | undefined;
}

/** A session, opened here or at a trusted identity server. */
export interface RequestTokenForHomeserverResult {
  readonly sid: string;
  /** The URL for submitting the code; undefined if the client submits it to the identity server that it named. */
  readonly submitUrl: string | undefined;
}

/**
 * Opens a session for registration, for adding a number or for a password reset: checks whether the number is
 * available, and sends the code, here or through a trusted identity server.
 *
 * Source: Matrix client-server API, `register`, `account/3pid` and `account/password` `/msisdn/requestToken`.
 */
@injectable()
export class RequestTokenForHomeserver {
  constructor(
    @inject(RequestToken) private readonly requestToken: RequestToken,
    @inject(CheckThreePidAvailability) private readonly checkAvailability: CheckThreePidAvailability,
    @inject(tokens.trustPolicy) private readonly trustPolicy: TrustPolicy,
    @inject(tokens.identityServerClient) private readonly identityServer: IdentityServerClient | undefined,
    @inject(tokens.homeserverRules) private readonly rules: HomeserverRules | undefined,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(RaisedEvents) private readonly raised: RaisedEvents,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @throws MatrixError those of `RequestToken`, and `M_SERVER_NOT_TRUSTED`, `M_THREEPID_IN_USE`, `M_THREEPID_NOT_FOUND`;
   *   `M_UNKNOWN` 502 if a trusted identity server gives no usable answer.
   * @throws StorageUnavailableError; no message was sent then.
   * @throws TypeError without `homeserver`.
   */
  async execute(input: RequestTokenForHomeserverInput): Promise<RequestTokenForHomeserverResult> {
    const { rules } = this;
    if (rules === undefined)
      throw new TypeError('threepid: requestTokenForHomeserver needs the option homeserver');
    const verdict = await this.judge(input.idServer);
    if (verdict.kind === 'trusted') return this.relay(verdict.baseUrl, input, rules);
    if (rules.disclosure === 'concealed') assertSms(input);
    const { sid } = await this.requestToken.execute(input, {
      name: input.purpose,
      purposeOf: () => this.purposeOf(input, rules),
      isTold: rules.disclosure === 'told',
    });
    return { sid, submitUrl: rules.submitUrl };
  }

  private async purposeOf(
    input: RequestTokenForHomeserverInput,
    rules: HomeserverRules,
  ): Promise<MessagePurpose> {
    const { availability, msisdn } = await this.availabilityOf(input, rules);
    // Logged in both cases: if only one of them wrote a line, the time would reveal it.
    this.logger.info(
      linked(input.record?.id, { msisdn: maskNumber(msisdn), availability }),
      'availability looked up',
    );
    return messagePurpose(availability);
  }

  /** @throws MatrixError `M_THREEPID_IN_USE`, `M_THREEPID_NOT_FOUND`, if availability is told. */
  private async availabilityOf(input: RequestTokenForHomeserverInput, { disclosure }: HomeserverRules) {
    const { msisdn } = readNumber(input, this.testNumbers, this.clock.now());
    const threePid = { medium: 'msisdn', address: msisdn } as const;
    const availability = await this.checkAvailability.execute(threePid, input.purpose);
    if (disclosure === 'told' && availability !== 'suitable') throw unsuitable(availability);
    return { availability, msisdn };
  }

  private async judge(idServer: string | undefined): Promise<Exclude<TrustVerdict, { kind: 'untrusted' }>> {
    if (idServer === undefined) return { kind: 'own' };
    const verdict = await this.trustPolicy.judge(idServer);
    if (verdict.kind !== 'untrusted') return verdict;
    throw new MatrixError(
      'M_SERVER_NOT_TRUSTED',
      'id_server is not an identity server that this server trusts',
    );
  }

  private async relay(
    baseUrl: string,
    input: RequestTokenForHomeserverInput,
    rules: HomeserverRules,
  ): Promise<RequestTokenForHomeserverResult> {
    assertOpaqueIdentifiers({ client_secret: input.clientSecret });
    const now = this.clock.now();
    const number = readNumber(input, this.testNumbers, now);
    noteNumber(input.record, number);
    const call = { number, record: input.record, test: this.testNumbers(number, now) };
    // Only what this server refuses has events: the message is the other server's.
    const relayed = await withMessageEvents(this.raised, call, (told) =>
      this.relayFor(told, baseUrl, input, rules),
    );
    if (relayed.kind === 'error') throw relayedError(relayed);
    const submitUrl = input.idAccessToken === undefined ? submitUrlBelow(baseUrl) : undefined;
    return { sid: relayed.sid, submitUrl };
  }

  private async relayFor(
    { number: { msisdn }, events }: CallWithEvents<RelayedCall>,
    baseUrl: string,
    input: RequestTokenForHomeserverInput,
    rules: HomeserverRules,
  ): Promise<RelayedAnswer> {
    // At the other server all our users have one address, so limiting them is our job. The send policy isn't asked: it
    // would never learn that a code was submitted there. So fixed limits apply, whatever the guard's mode is.
    const { clientAddress } = input;
    const asking = {
      clientAddress,
      msisdn,
      isLookup: true,
      isRelay: true,
      record: input.record,
      now: this.clock.now(),
    };
    const allowance = await this.allowance.spend(asking);
    if (allowance.kind === 'limited') {
      events?.refuse(allowance);
      throw limitExceeded('messages', allowance.retryAfterMs);
    }
    // If concealed, the other server is called whatever we found: it can't send another message for us, and not calling
    // it would reveal the result. Whoever reads the message owns the number, and learns the rest when adding it.
    const { refund } = await allowance.pay(() =>
      refusingUnsuitable(events, () => this.availabilityOf(input, rules)),
    );
    events?.answerWithout();
    const answer = await this.call(baseUrl, input);
    if (answer.kind === 'error') await refund();
    return answer;
  }

  private async call(baseUrl: string, input: RequestTokenForHomeserverInput): Promise<RelayedAnswer> {
    const { identityServer } = this;
    if (identityServer === undefined)
      throw markedForOperator(
        new TypeError('threepid: trusting an identity server needs an identityServerClient'),
      );
    const { clientSecret, country, phoneNumber, sendAttempt, nextLink, challengeAnswer, channel } = input;
    const body = {
      client_secret: clientSecret,
      country,
      phone_number: phoneNumber,
      ...(sendAttempt === undefined ? {} : { send_attempt: sendAttempt }),
      ...(nextLink === undefined ? {} : { next_link: nextLink }),
      ...(challengeAnswer === undefined ? {} : { challenge_answer: challengeAnswer }),
      ...(channel === undefined || channel === '' ? {} : { channel }),
    };
    return orUnavailable(
      () => identityServer.requestToken({ baseUrl, idAccessToken: input.idAccessToken, body }),
      'The identity server gave no answer that can be used',
      502,
    );
  }
}

/** A call whose message another server sends. */
interface RelayedCall extends CallForMessage {
  readonly number: PhoneNumber;
}

/**
 * A message without a code goes by SMS. If those with a code went by another channel, their time and their errors would
 * reveal which of both it was.
 */
function assertSms({ channel }: Pick<RequestTokenInput, 'channel'>): void {
  if (channel === undefined || channel === '' || channel === 'sms') return;
  throw new MatrixError(
    'M_INVALID_PARAM',
    "channel must be 'sms', because this server conceals who has an account",
  );
}

function messagePurpose(availability: Availability): MessagePurpose {
  return availability === 'suitable' ? 'verify' : availability;
}

function unsuitable(availability: Exclude<Availability, 'suitable'>): MatrixError {
  return availability === 'in-use'
    ? new MatrixError('M_THREEPID_IN_USE', 'This phone number is already in use')
    : new MatrixError('M_THREEPID_NOT_FOUND', 'No account has this phone number');
}

/**
 * Errors about the identity server's own access token. Our client would take them for errors of the homeserver's token,
 * and log its user out.
 */
const tokenErrcodes: ReadonlySet<string> = new Set(['M_UNKNOWN_TOKEN', 'M_MISSING_TOKEN']);

function relayedError({
  status,
  errcode,
  error,
  fields,
}: Extract<RelayedAnswer, { kind: 'error' }>): MatrixError {
  const relayed = tokenErrcodes.has(errcode) ? 'M_UNAUTHORIZED' : errcode;
  return MatrixError.relay(relayed, error, { status, fields });
}
