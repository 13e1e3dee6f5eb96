import { randomBytes, randomUUID } from 'node:crypto';
import type { Keyring, SecretKeys } from '../domain/keyring.js';
import { maskNumber } from '../domain/mask-number.js';
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
import type { MessageLimit, OpenCandidate, OpenOutcome, SessionStorage } from '../ports/session-storage.js';
import type { MessagePurpose, SmsResult } from '../ports/sms-sender.js';
import { AddressAllowance } from './address-allowance.js';
import { MessageDelivery } from './message-delivery.js';

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
  /** The person's address, for the limit per address. Undefined: not limited. */
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

interface Opening {
  readonly input: RequestTokenInput;
  readonly number: PhoneNumber;
  readonly test: TestNumberKind | undefined;
  readonly purpose: MessagePurpose;
  readonly now: number;
  readonly candidates: readonly (OpenCandidate & { readonly stem: string })[];
}

type Opened = Extract<OpenOutcome, { kind: 'opened' }>;

/**
 * Opens a session for a number and sends its code.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken`.
 */
@injectable()
export class RequestToken {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(AddressAllowance) private readonly allowance: AddressAllowance,
    @inject(MessageDelivery) private readonly delivery: MessageDelivery,
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.nextLinkRule) private readonly nextLinkRule: NextLinkRule,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param purpose what the message says. Any but `verify` opens a decoy session, which no code finishes, and which is
   *   a real one to whoever looks at the answers.
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`,
   *   `M_SEND_ERROR`.
   * @throws StorageUnavailableError, and then no message was sent.
   */
  async execute(input: RequestTokenInput, purpose: MessagePurpose = 'verify'): Promise<RequestTokenResult> {
    assertOpaqueIdentifiers({ client_secret: input.clientSecret });
    if (input.nextLink !== undefined && !this.nextLinkRule(input.nextLink)) {
      throw new MatrixError(
        'M_INVALID_PARAM',
        'next_link must be an http(s) URL whose host this server allows',
      );
    }
    const number = this.readNumber(input);
    const now = this.clock.now();
    const test = this.testNumbers(number, now);
    if (test === undefined) await this.admit(number, input, purpose, now);

    const opening = this.prepare(input, number, test, purpose, now);
    const opened = await this.openAndSend(opening);
    const candidate = opening.candidates[opened.candidate];
    return {
      sid: `${candidate?.stem ?? ''}${opened.generation}`,
      msisdn: number.msisdn,
      international: number.international,
    };
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

  private async admit(
    number: PhoneNumber,
    input: RequestTokenInput,
    purpose: MessagePurpose,
    now: number,
  ): Promise<void> {
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

  private prepare(
    input: RequestTokenInput,
    number: PhoneNumber,
    test: TestNumberKind | undefined,
    purpose: MessagePurpose,
    now: number,
  ): Opening {
    const candidates = this.keyring.map((keys) => this.candidate(keys, input, number.msisdn, test, purpose));
    return { input, number, test, purpose, now, candidates };
  }

  private candidate(
    keys: SecretKeys,
    { clientSecret, nextLink }: RequestTokenInput,
    msisdn: string,
    test: TestNumberKind | undefined,
    purpose: MessagePurpose,
  ): OpenCandidate & { readonly stem: string } {
    const stem = stemOf(keys, msisdn, clientSecret);
    const nonce = randomBytes(nonceBytes).toString('base64url');
    // A decoy's digest is that of a code which nobody is ever told. Its work is that of a session: time would tell.
    const [derived, untold] = [codeOf(keys, stem, nonce, test), randomUUID()];
    const code = purpose === 'verify' ? derived : untold;
    return {
      stem,
      sessionId: sessionIdOf(keys, stem, clientSecret),
      numberId: numberIdOf(keys, msisdn),
      generation: randomBytes(generationBytes).toString('base64url'),
      code: { nonce, mac: macOfCode(keys, stem, code) },
      address: sealMsisdn(keys, stem, msisdn),
      ...(nextLink === undefined ? {} : { nextLink: sealNextLink(keys, nextLink) }),
    };
  }

  /** Opens the session, and sends its message if it is this call's. */
  private async openAndSend(opening: Opening): Promise<Opened> {
    const allowance = await this.allowance.spend(opening.input.clientAddress, opening.now);
    if (allowance.kind === 'limited') return this.openWithoutMessage(opening, allowance.retryAfterMs);
    const limits = opening.test?.kind === 'configured' ? [] : this.rules.messagesPerNumber;
    const outcome = await this.open(opening, limits).catch(async (error: unknown) => {
      await allowance.takeBack();
      throw error;
    });
    if (outcome.kind === 'limited') {
      await allowance.takeBack();
      this.logger.info({ msisdn: maskNumber(opening.number.msisdn) }, 'message limit of the number reached');
      throw limitExceeded(outcome.retryAfterMs);
    }
    if (outcome.send) await this.send(opening, outcome);
    else await allowance.takeBack();
    return outcome;
  }

  /** The same call again is answered as before, also when its address has no message left: it asks for none. */
  private async openWithoutMessage(opening: Opening, retryAfterMs: number): Promise<Opened> {
    const outcome = await this.open(opening, [{ messages: 0, windowMs: retryAfterMs }]);
    if (outcome.kind === 'limited') throw limitExceeded(retryAfterMs);
    return outcome;
  }

  private open(opening: Opening, limits: readonly MessageLimit[]): Promise<OpenOutcome> {
    return this.storage.open({
      slot: slotOf(opening.number.msisdn),
      candidates: opening.candidates,
      decoy: opening.purpose !== 'verify',
      sendAttempt: opening.input.sendAttempt,
      limits,
      now: opening.now,
      sessionLifetimeMs: this.rules.sessionLifetimeMs,
      codeLifetimeMs: this.rules.codeLifetimeMs,
      wrongCodesAllowed: this.rules.wrongCodesAllowed,
    });
  }

  /**
   * The address stays charged for a message that failed: else nothing would bound what one caller asks of a provider
   * that fails.
   */
  private async send(opening: Opening, opened: Opened): Promise<void> {
    const { number, test, purpose, input } = opening;
    // A configured test number has a code that its tester knows: there is nothing to send.
    if (test?.kind === 'configured') return;
    const stem = opening.candidates[opened.candidate]?.stem ?? '';
    const keys = this.keyring[opened.candidate] ?? this.keyring[0];
    const code = codeOf(keys, stem, opened.nonce, test);
    const result = await this.delivery.send({ number, test, purpose, code, locales: input.locales ?? [] });
    if (result.kind === 'sent') return;
    await this.giveBack(opening, opened, result);
    throw sendError(result);
  }

  /** The caller is told of the provider's failure, whether or not this succeeds. */
  private async giveBack(opening: Opening, opened: Opened, result: SmsResult): Promise<void> {
    try {
      await this.storage.giveBack({
        slot: slotOf(opening.number.msisdn),
        sessionId: opening.candidates[opened.candidate]?.sessionId ?? '',
        generation: opened.generation,
        sendAttempt: opening.input.sendAttempt,
        previousAttempt: opened.previousAttempt,
        numberId: opening.candidates[0]?.numberId ?? '',
        openedAt: opening.now,
        uncount: leavesCount(result),
      });
    } catch (err) {
      this.logger.error(
        { err },
        'a send attempt could not be given back: the client must ask with a greater one',
      );
    }
  }
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

function sendError(result: SmsResult): MatrixError {
  return result.kind === 'rejected-destination'
    ? new MatrixError('M_DESTINATION_REJECTED', 'No message can be delivered to this number')
    : new MatrixError('M_SEND_ERROR', 'The message could not be sent; try again');
}

function limitExceeded(retryAfterMs: number): MatrixError {
  return new MatrixError('M_LIMIT_EXCEEDED', 'Too many messages; try again later', { retryAfterMs });
}
