import { randomUUID } from 'node:crypto';
import type { MessageEvents } from '../events/message-events.js';
import type { GivenContent } from '../domain/given-content.js';
import type { Keyring, SecretKeys } from '../domain/keyring.js';
import type { MessageLimit } from '../domain/message-limit.js';
import type { PhoneNumber } from '../domain/phone-number.js';
import { fourRandomBytes } from '../domain/random-text.js';
import { sealMsisdn, sealNextLink } from '../domain/sealed.js';
import {
  clientAddressIdsOf,
  identityOf,
  numberIdentityOf,
  type NumberIdentity,
} from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import type { TestNumberKind } from '../domain/test-numbers.js';
import { deriveCode, macOfCode } from '../domain/verification-code.js';
import { inject, injectable, tokens } from '../injection.js';
import type { RequestRecord } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { OpenBySecret, OpenedSession, OpenOutcome, SessionStorage } from '../ports/session-storage.js';
import type { MessageChannel, MessagePurpose } from '../ports/sms-sender.js';

/** A parsed request for a code. */
export interface CodeRequest {
  readonly clientSecret: string;
  readonly sendAttempt: number | undefined;
  readonly nextLink: string | undefined;
  readonly locales: readonly string[] | undefined;
  readonly clientAddress: string | undefined;
  readonly number: PhoneNumber;
  readonly test: TestNumberKind | undefined;
  /** What another product has made, and judges itself: its session is a decoy. Undefined: the code is ours. */
  readonly content?: GivenContent;
  /** Default: `sms`. */
  readonly channel?: MessageChannel;
  /**
   * True if the client must not learn the purpose of the message, not even by the time that its sender takes: senders are told
   * nothing that only some purposes have, and choose the same route for all. Default: false.
   */
  readonly isPurposeSecret?: boolean;
  /** Of the HTTP request that asks, if there is one. */
  readonly record?: RequestRecord | undefined;
  /** Undefined if nobody listens, and for a test number. */
  readonly events?: MessageEvents;
  /** How long it may wait for the message of an equal call, in milliseconds. */
  readonly patience: number;
  readonly now: number;
}

/** Everything that is prepared before a session is opened, under every secret. */
export interface Opening extends CodeRequest {
  readonly purpose: MessagePurpose;
  readonly slot: string;
  readonly numberId: string;
  /** Id of the message, if this call claims one. */
  readonly claim: string;
  readonly bySecret: readonly (OpenBySecret & { readonly stem: string })[];
}

/** Opens sessions. */
@injectable()
export class SessionOpener {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  prepare(request: CodeRequest, purpose: MessagePurpose): Opening {
    const { msisdn } = request.number;
    const number = numberIdentityOf(this.indexKeys, msisdn);
    return {
      ...request,
      // Looking up the number or asking a policy may have taken long.
      now: this.clock.now(),
      purpose,
      ...number,
      claim: fourRandomBytes(),
      bySecret: this.keyring.map((keys) => openBySecretOf(keys, request, number, purpose)),
    };
  }

  /**
   * @param limits those of the number.
   * @param receipt what the policy gave for the message, if this call claims it.
   * @throws StorageUnavailableError
   */
  open(opening: Opening, limits: readonly MessageLimit[], receipt?: string): Promise<OpenOutcome> {
    const { slot, numberId, bySecret, sendAttempt, claim, now } = opening;
    const { sessionLifetimeMs, codeLifetimeMs, claimLifetimeMs, wrongCodesAllowed } = this.rules;
    return this.storage.open({
      slot,
      numberId,
      bySecret,
      decoy: isDecoy(opening, opening.purpose),
      sendAttempt,
      limits,
      claim,
      // Testers know the code of a configured test number, so there is nothing to send or to wait for.
      claimLifetimeMs: opening.test?.kind === 'configured' ? 0 : claimLifetimeMs,
      openedBy: [numberId, ...clientAddressIdsOf(this.indexKeys, opening.clientAddress)],
      ...(receipt === undefined ? {} : { receipt }),
      now,
      sessionLifetimeMs,
      codeLifetimeMs,
      wrongCodesAllowed,
    });
  }

  /** The code in force of an open session. */
  codeOf({ bySecret, test, content }: Opening, { secretIndex, nonce }: OpenedSession): string {
    if (content !== undefined) return content.code ?? '';
    const keys = this.keyring[secretIndex] ?? this.keyring[0];
    return codeOf(keys, bySecret[secretIndex]?.stem ?? '', nonce, test);
  }
}

/** The sid of an open session. */
export function sidOf({ bySecret }: Opening, { secretIndex, generation }: OpenedSession): string {
  return `${bySecret[secretIndex]?.stem ?? ''}${generation}`;
}

function openBySecretOf(
  keys: SecretKeys,
  request: CodeRequest,
  identity: NumberIdentity,
  purpose: MessagePurpose,
): OpenBySecret & { readonly stem: string } {
  const { clientSecret, nextLink, number, test } = request;
  const { msisdn } = number;
  const { stem, sessionId } = identityOf(keys, identity, msisdn, clientSecret);
  const nonce = fourRandomBytes();
  // A decoy's digest is of a code that nobody ever gets. It takes the same work as a session, so that the time reveals
  // nothing.
  const [derived, untold] = [codeOf(keys, stem, nonce, test), randomUUID()];
  const code = isDecoy(request, purpose) ? untold : derived;
  return {
    stem,
    sessionId,
    generation: fourRandomBytes(),
    code: { nonce, mac: macOfCode(keys, stem, code) },
    address: sealMsisdn(keys, stem, msisdn),
    ...(nextLink === undefined ? {} : { nextLink: sealNextLink(keys, nextLink) }),
  };
}

/** True if no code may validate the session. */
function isDecoy({ content }: CodeRequest, purpose: MessagePurpose): boolean {
  return purpose !== 'verify' || content !== undefined;
}

function codeOf(keys: SecretKeys, stem: string, nonce: string, test: TestNumberKind | undefined): string {
  return test?.kind === 'configured' ? test.code : deriveCode(keys, stem, nonce);
}
