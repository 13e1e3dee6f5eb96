import { randomBytes, randomUUID } from 'node:crypto';
import type { Keyring, SecretKeys } from '../domain/keyring.js';
import { maskNumber } from '../domain/mask-number.js';
import type { MessageLimit } from '../domain/message-limit.js';
import type { NextLinkRule } from '../domain/next-link.js';
import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { isCountry, parsePhoneNumber, type PhoneNumber } from '../domain/phone-number.js';
import { sealMsisdn, sealNextLink } from '../domain/sealed.js';
import { generationBytes, numberIdOf, sessionIdOf, slotOf, stemOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import type { TestNumberKind, TestNumbers } from '../domain/test-numbers.js';
import { deriveCode, macOfCode, nonceBytes } from '../domain/verification-code.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SendPolicy } from '../ports/send-policy.js';
import type { MessageResult, OpenCandidate, OpenOutcome, SessionStorage } from '../ports/session-storage.js';
import type { MessagePurpose, SmsResult } from '../ports/sms-sender.js';
import { ClientAllowance, type SpentAllowance } from '../allowances/client-allowance.js';
import { MessageDelivery } from '../messages/message-delivery.js';
import { MessagesUnderWay, type ClaimedMessage } from '../messages/messages-under-way.js';

/** What a person asks for: a message with a code. */
export interface RequestTokenInput {
  /** `[0-9a-zA-Z.=_-]{1,255}`, made by the client. */
  readonly clientSecret: string;
  /** As the person typed it. */
  readonly phoneNumber: string;
  /** ISO 3166-1 alpha-2, upper case; the empty string if the number is international. */
  readonly country: string;
  /** A message goes out only if it is greater than the greatest seen. Undefined: each call may send. */
  readonly sendAttempt?: number | undefined;
  /** Where the GET of submitToken redirects to. */
  readonly nextLink?: string | undefined;
  /** BCP 47 tags, most wanted first, for the message's language. */
  readonly locales?: readonly string[] | undefined;
  /** The person's address, for the limits per address. Undefined: none of them applies. */
  readonly clientAddress?: string | undefined;
}

/** A session is open, and a message is under way or was. */
export interface RequestTokenResult {
  readonly sid: string;
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** For people, such as `+44 7700 900001`. */
  readonly international: string;
}

/** A request that was read. */
interface Asked {
  readonly input: RequestTokenInput;
  readonly number: PhoneNumber;
  readonly test: TestNumberKind | undefined;
  readonly now: number;
}

interface Opening extends Asked {
  readonly purpose: MessagePurpose;
  readonly slot: string;
  readonly numberId: string;
  /** Names the message, if this call claims one. */
  readonly claim: string;
  readonly candidates: readonly (OpenCandidate & { readonly stem: string })[];
}

type Opened = Extract<OpenOutcome, { kind: 'opened' }>;
type Spent = Extract<SpentAllowance, { kind: 'spent' }>;
/** What of the client's allowance can be taken back yet. */
type Charged = Pick<Spent, 'takeBack' | 'takeBackForNumber'>;

const claimBytes = 4;

/**
 * Opens a session for a number and sends its code.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken`.
 */
@injectable()
export class RequestToken {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(MessageDelivery) private readonly delivery: MessageDelivery,
    @inject(MessagesUnderWay) private readonly underWay: MessagesUnderWay,
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.nextLinkRule) private readonly nextLinkRule: NextLinkRule,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param purposeOf says what the message is to say, once the request is counted against its client: what it throws is
   *   answered, and the request stays counted, so that nobody asks it without end. Any purpose but `verify` opens a decoy
   *   session, which no code finishes, and which is a real one to whoever looks at the answers.
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`,
   *   `M_SEND_ERROR`; and what `purposeOf` throws.
   * @throws StorageUnavailableError, and then no message was sent.
   */
  async execute(
    input: RequestTokenInput,
    purposeOf?: () => Promise<MessagePurpose>,
  ): Promise<RequestTokenResult> {
    const asked = this.read(input);
    const spent = await this.spend(asked);
    if (spent.kind === 'limited') return this.answerAgain(asked, spent.retryAfterMs);
    const { purpose, allowance } = await lookUp(purposeOf, spent);
    await this.admit(asked, purpose, allowance);
    const opening = this.prepare(asked, purpose);
    return resultOf(opening, await this.openAndSend(opening, allowance));
  }

  /**
   * Counts a request against its client.
   *
   * @throws StorageUnavailableError
   */
  private async spend({ input, number, test, now }: Asked): Promise<SpentAllowance> {
    const { clientAddress } = input;
    // Whoever tests with a configured number asks for it again and again; the number has its own limit.
    const msisdn = test?.kind === 'configured' ? undefined : number.msisdn;
    return this.allowance.spend({ clientAddress, msisdn, now });
  }

  private read(input: RequestTokenInput): Asked {
    assertOpaqueIdentifiers({ client_secret: input.clientSecret });
    if (input.nextLink !== undefined && !this.nextLinkRule(input.nextLink)) {
      throw new MatrixError(
        'M_INVALID_PARAM',
        'next_link must be an http(s) URL whose host this server allows',
      );
    }
    const number = this.readNumber(input);
    const now = this.clock.now();
    return { input, number, test: this.testNumbers(number, now), now };
  }

  /**
   * Reads the number of a request.
   *
   * @throws MatrixError `M_INVALID_PARAM` for the country, `M_INVALID_ADDRESS` for the number.
   */
  readNumber({ phoneNumber, country }: Pick<RequestTokenInput, 'phoneNumber' | 'country'>): PhoneNumber {
    if (country !== '' && !isCountry(country)) {
      throw new MatrixError(
        'M_INVALID_PARAM',
        "country must be two upper-case letters of ISO 3166-1, such as 'GB'",
      );
    }
    const number = parsePhoneNumber(phoneNumber, country);
    if (number !== undefined && (number.valid || this.testNumbers(number, this.clock.now()) !== undefined)) {
      return number;
    }
    throw new MatrixError(
      'M_INVALID_ADDRESS',
      country === ''
        ? 'phone_number is not a valid international number; give the country, or start with + and the country code'
        : 'phone_number is not a valid number as dialled from this country',
    );
  }

  private async admit(asked: Asked, purpose: MessagePurpose, allowance: Charged): Promise<void> {
    if (asked.test !== undefined) return;
    await this.judge(asked, purpose).catch(async (error: unknown) => {
      await allowance.takeBack();
      throw error;
    });
  }

  private async judge({ input, number, now }: Asked, purpose: MessagePurpose): Promise<void> {
    const verdict = await this.policy.judge({
      msisdn: number.msisdn,
      country: number.country,
      numberType: number.type,
      purpose,
      clientAddress: input.clientAddress,
      now,
    });
    if (verdict.kind === 'allow') return;
    if (verdict.kind === 'delay') throw limitExceeded(verdict.retryAfterMs);
    this.logger.info({ msisdn: maskNumber(number.msisdn), reason: verdict.reason }, 'destination refused');
    throw new MatrixError(
      'M_DESTINATION_REJECTED',
      `No message can be sent to this number: ${verdict.reason}`,
    );
  }

  private prepare(asked: Asked, purpose: MessagePurpose): Opening {
    const { msisdn } = asked.number;
    const slot = slotOf(this.indexKeys, msisdn);
    return {
      ...asked,
      // Looking the number up, or a policy, may have taken long.
      now: this.clock.now(),
      purpose,
      slot,
      numberId: numberIdOf(this.indexKeys, msisdn),
      claim: randomBytes(claimBytes).toString('base64url'),
      candidates: this.keyring.map((keys) => this.candidate(keys, asked, slot, purpose)),
    };
  }

  private candidate(
    keys: SecretKeys,
    { input: { clientSecret, nextLink }, number: { msisdn }, test }: Asked,
    slot: string,
    purpose: MessagePurpose,
  ): OpenCandidate & { readonly stem: string } {
    const stem = stemOf(keys, slot, msisdn, clientSecret);
    const nonce = randomBytes(nonceBytes).toString('base64url');
    // A decoy's digest is that of a code which nobody is ever told. Its work is that of a session: time would tell.
    const [derived, untold] = [codeOf(keys, stem, nonce, test), randomUUID()];
    const code = purpose === 'verify' ? derived : untold;
    return {
      stem,
      sessionId: sessionIdOf(keys, stem, clientSecret),
      generation: randomBytes(generationBytes).toString('base64url'),
      code: { nonce, mac: macOfCode(keys, stem, code) },
      address: sealMsisdn(keys, stem, msisdn),
      ...(nextLink === undefined ? {} : { nextLink: sealNextLink(keys, nextLink) }),
    };
  }

  /** Opens the session, and sends its message if it is this call's; else waits for what becomes of it. */
  private async openAndSend(opening: Opening, allowance: Charged): Promise<Opened> {
    const outcome = await this.openOrTakeBack(opening, allowance);
    if (outcome.message.kind === 'claimed') await this.send(opening, outcome, allowance);
    else await allowance.takeBack();
    await this.awaitMessage(opening, outcome);
    return outcome;
  }

  private async openOrTakeBack(opening: Opening, allowance: Charged): Promise<Opened> {
    const outcome = await this.open(opening, this.rules.limits.perNumber).catch(async (error: unknown) => {
      await allowance.takeBack();
      throw error;
    });
    if (outcome.kind === 'opened') return outcome;
    await allowance.takeBack();
    this.logger.info({ msisdn: maskNumber(opening.number.msisdn) }, 'message limit of the number reached');
    throw limitExceeded(outcome.retryAfterMs);
  }

  /** The same call again is answered as before, also when its client has no message left: it asks for none. */
  private async answerAgain(asked: Asked, retryAfterMs: number): Promise<RequestTokenResult> {
    const opening = this.prepare(asked, 'verify');
    const outcome = await this.open(opening, [{ messages: 0, windowMs: retryAfterMs }]);
    if (outcome.kind === 'limited') throw limitExceeded(retryAfterMs);
    await this.awaitMessage(opening, outcome);
    return resultOf(opening, outcome);
  }

  /** An equal call that is sending the message is waited for: all learn what becomes of it. */
  private async awaitMessage(opening: Opening, { candidate, message }: Opened): Promise<void> {
    if (message.kind !== 'under-way') return;
    const result = await this.underWay.outcomeOf(messageOf(opening, candidate, message.claim));
    if (result !== 'sent') throw sendError(result);
  }

  private open(opening: Opening, limits: readonly MessageLimit[]): Promise<OpenOutcome> {
    const { input, test, slot, numberId, candidates, claim, purpose, now } = opening;
    const { sessionLifetimeMs, codeLifetimeMs, claimLifetimeMs, wrongCodesAllowed } = this.rules;
    return this.storage.open({
      slot,
      numberId,
      candidates,
      decoy: purpose !== 'verify',
      sendAttempt: input.sendAttempt,
      limits,
      claim,
      // A configured test number has a code that its tester knows: there is nothing to send, and to wait for.
      claimLifetimeMs: test?.kind === 'configured' ? 0 : claimLifetimeMs,
      openedBy: [numberId, ...this.allowance.idsOf(input.clientAddress)],
      now,
      sessionLifetimeMs,
      codeLifetimeMs,
      wrongCodesAllowed,
    });
  }

  private async send(opening: Opening, opened: Opened, allowance: Charged): Promise<void> {
    if (opening.test?.kind === 'configured') return;
    const message = messageOf(opening, opened.candidate, opening.claim);
    const result = await this.underWay.send(
      message,
      () => this.deliver(opening, opened, message),
      messageResultOf,
    );
    if (leavesCount(result)) await allowance.takeBackForNumber();
    const became = messageResultOf(result);
    if (became !== 'sent') throw sendError(became);
  }

  private async deliver(opening: Opening, opened: Opened, message: ClaimedMessage): Promise<SmsResult> {
    const { number, test, purpose, input, candidates } = opening;
    const stem = candidates[opened.candidate]?.stem ?? '';
    const keys = this.keyring[opened.candidate] ?? this.keyring[0];
    const code = codeOf(keys, stem, opened.nonce, test);
    const result = await this.delivery.send({ number, test, purpose, code, locales: input.locales ?? [] });
    await this.settle(opening, message, result);
    return result;
  }

  /** The caller learns of the provider's answer, whether or not this succeeds. */
  private async settle(
    { numberId, now: openedAt }: Opening,
    message: ClaimedMessage,
    result: SmsResult,
  ): Promise<void> {
    try {
      await this.storage.settle({
        ...message,
        numberId,
        result: messageResultOf(result),
        uncount: leavesCount(result),
        openedAt,
        now: this.clock.now(),
      });
    } catch (err) {
      this.logger.error(
        { err },
        'what became of a message could not be stored: it counts as sent, and the client must ask with a greater attempt',
      );
    }
  }
}

/** Says what the message is to say. Once somebody was asked for it, the client's address stays charged. */
async function lookUp(
  purposeOf: (() => Promise<MessagePurpose>) | undefined,
  spent: Spent,
): Promise<{ readonly purpose: MessagePurpose; readonly allowance: Charged }> {
  if (purposeOf === undefined) return { purpose: 'verify', allowance: spent };
  const { result, takeBack } = await spent.pay(purposeOf);
  return { purpose: result, allowance: { takeBack, takeBackForNumber: spent.takeBackForNumber } };
}

function resultOf({ candidates, number }: Opening, opened: Opened): RequestTokenResult {
  return {
    sid: `${candidates[opened.candidate]?.stem ?? ''}${opened.generation}`,
    msisdn: number.msisdn,
    international: number.international,
  };
}

function messageOf({ slot, candidates }: Opening, candidate: number, claim: string): ClaimedMessage {
  return { slot, sessionId: candidates[candidate]?.sessionId ?? '', claim };
}

function codeOf(keys: SecretKeys, stem: string, nonce: string, test: TestNumberKind | undefined): string {
  return test?.kind === 'configured' ? test.code : deriveCode(keys, stem, nonce);
}

/**
 * A message leaves its number's count if it is certainly not under way and the fault is ours. One that the provider
 * rejects for its destination is counted: asking again won't help.
 */
function leavesCount(result: SmsResult): boolean {
  return result.kind === 'refused' || (result.kind === 'unavailable' && result.taken === 'no');
}

function messageResultOf(result: SmsResult): MessageResult {
  if (result.kind === 'sent') return 'sent';
  if (result.kind === 'rejected-destination') return 'rejected';
  return leavesCount(result) ? 'failed' : 'unknown';
}

function sendError(result: Exclude<MessageResult, 'sent'>): MatrixError {
  return result === 'rejected'
    ? new MatrixError('M_DESTINATION_REJECTED', 'No message can be delivered to this number')
    : new MatrixError('M_SEND_ERROR', 'The message could not be sent; try again');
}

function limitExceeded(retryAfterMs: number): MatrixError {
  return new MatrixError('M_LIMIT_EXCEEDED', 'Too many messages; try again later', { retryAfterMs });
}
