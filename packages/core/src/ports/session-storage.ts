import type { MessageLimit } from '../domain/message-limit.js';

/**
 * A code that the core made for this call, to be kept if a new code is due.
 *
 * The code itself never reaches the storage: it is derived from a secret, the session and `nonce`, and what a person
 * submits is compared by `mac`, a keyed digest of it.
 */
export interface FreshCode {
  /** 4 bytes, base64url. Answered by `open`, so that a resend derives the same code again. */
  readonly nonce: string;
  /** 6 bytes, base64url. */
  readonly mac: string;
}

/** Values of `open` under one of the secrets. */
export interface OpenBySecret {
  /** 12 bytes, base64url: a keyed digest of the sid and the client secret. */
  readonly sessionId: string;
  /** 4 bytes, base64url: names the session that this call starts, if it starts one. */
  readonly generation: string;
  readonly code: FreshCode;
  /** The canonical number, sealed: 8 bytes, base64url. */
  readonly address: string;
  /** The next_link, sealed, base64url: at most 2,076 bytes. Absent if the request named none. */
  readonly nextLink?: string;
}

export interface OpenSession {
  /** Two characters of `[0-9a-zA-Z.=_-]`, the same for a session and for its number: the Redis Cluster hash tag. */
  readonly slot: string;
  /** 12 bytes, base64url: a keyed digest of the canonical number, the same under every secret. */
  readonly numberId: string;
  /** One for each secret, newest first; never empty. A new session always starts under the first. */
  readonly bySecret: readonly OpenBySecret[];
  /** True if no code may ever finish this session (a concealed answer). */
  readonly decoy: boolean;
  /** A whole number from 0 to 2^53 - 1, or undefined: then each call may send. */
  readonly sendAttempt: number | undefined;
  /** The limits of the number; empty if it is not counted. */
  readonly limits: readonly MessageLimit[];
  /**
   * 4 bytes, base64url, that no other call has: names the message that this call claims, if it claims one. A storage
   * that is handed a claim again while it is under way answers as it did the first time, and changes nothing.
   */
  readonly claim: string;
  /**
   * How long a claimed message counts as under way, in milliseconds. After that it counts as sent, for it may have been.
   * 0 if there is nothing to wait for: the message counts as sent at once, is never under way, and takes none of the
   * places that a session has for claims.
   */
  readonly claimLifetimeMs: number;
  /**
   * Keyed digests of who asks: the number, and the client's address and networks if they are known. 12 bytes each,
   * base64url. A storage that can be filled bounds the unanswered sessions of each, so that nobody fills it alone; a
   * storage that can't be filled ignores them.
   */
  readonly openedBy: readonly string[];
  /** Unix time in milliseconds, from the `Clock`: the storage never asks the time itself. */
  readonly now: number;
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

/** What a call to `open` means for the message. */
export type MessageOfOpen =
  /** This call, and no other, is to send it, and then to `settle` it. */
  | { readonly kind: 'claimed' }
  /** Another call is sending it: `outcomeOf` says what became of it. */
  | { readonly kind: 'under-way'; readonly claim: string }
  /** It was sent, or may have been. */
  | { readonly kind: 'sent' };

export type OpenOutcome =
  | {
      readonly kind: 'opened';
      /** The index of the secret under which the session lies, in `bySecret`. */
      readonly secretIndex: number;
      /** The session's generation: the given one of a session that began now, else the stored one. */
      readonly generation: string;
      /** The nonce of the code in force. */
      readonly nonce: string;
      readonly message: MessageOfOpen;
    }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/**
 * What became of a message:
 *
 * - `sent`: the provider took it;
 * - `unknown`: the provider failed, and may have taken it all the same;
 * - `failed`: certainly not sent;
 * - `rejected`: certainly not sent, because of its destination.
 */
export type MessageResult = 'sent' | 'unknown' | 'failed' | 'rejected';

export interface SettleMessage {
  readonly slot: string;
  /** The session id under the secret that `open` answered. */
  readonly sessionId: string;
  readonly numberId: string;
  /** The claim of the `open` that sent the message. */
  readonly claim: string;
  readonly result: MessageResult;
  /** True if the number is refunded: the message leaves its count. Only if it was counted. */
  readonly refund: boolean;
  /** The `now` of that `open`. */
  readonly openedAt: number;
  readonly now: number;
}

export interface ReadMessage {
  readonly slot: string;
  readonly sessionId: string;
  readonly claim: string;
  readonly now: number;
}

export type MessageOutcome = 'under-way' | MessageResult;

/** Values of `submit` under one of the secrets. */
export interface SubmitBySecret {
  /** As in `open`. */
  readonly sessionId: string;
  /** 6 bytes, base64url: a keyed digest of the submitted code. */
  readonly mac: string;
}

export interface SubmitCode {
  readonly slot: string;
  /** One for each secret, newest first; never empty. */
  readonly bySecret: readonly SubmitBySecret[];
  readonly generation: string;
  readonly now: number;
  readonly sessionLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

export type SubmitOutcome =
  | {
      readonly kind: 'validated';
      readonly secretIndex: number;
      /** When the session was validated first, Unix time in milliseconds. */
      readonly validatedAt: number;
      /** True for one call only, however many submit the right code. */
      readonly first: boolean;
      readonly nextLink: string | undefined;
    }
  | { readonly kind: 'incorrect' }
  /** The code is too old or was certainly never sent, the wrong codes are used up, or a later session took this one's place. */
  | { readonly kind: 'expired' }
  /** No such session, another client secret, or gone. */
  | { readonly kind: 'unknown' };

export interface ReadSession {
  readonly slot: string;
  /** One for each secret, newest first. */
  readonly sessionIds: readonly string[];
  readonly generation: string;
  readonly now: number;
  readonly wrongCodesAllowed: number;
}

export type ReadOutcome =
  | {
      readonly kind: 'validated';
      readonly secretIndex: number;
      readonly validatedAt: number;
      readonly address: string;
    }
  | { readonly kind: 'pending' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

export interface SpendAllowance {
  /** 12 bytes, base64url: a keyed digest of what is counted, such as a client address. */
  readonly id: string;
  readonly limits: readonly MessageLimit[];
  readonly now: number;
}

export type SpendOutcome =
  { readonly kind: 'spent' } | { readonly kind: 'limited'; readonly retryAfterMs: number };

/**
 * Keeps validation sessions and the counts of messages. It is handed keyed digests and sealed bytes alone: whoever
 * reads it can neither finish a session nor learn a code, a number or a client secret.
 *
 * Every method is **one atomic step**: no other call is seen half done, in this process or in another that shares the
 * storage. What each step decides is decided once:
 *
 * - `open`: which of many equal requests sends the message, whether the number's limits allow it, and which code is in
 *   force;
 * - `settle`: what became of a message, for all who wait for it, and whether its code can be submitted;
 * - `submit`: which guesses are judged at all, and which submit was the first success;
 * - `consume`: who spends a validation;
 * - `spend`: who takes the last message of an allowance.
 *
 * Time comes with each call (`now`, Unix milliseconds) and is compared to the millisecond: a thing that lives `n` ms
 * from `t` is there at `t + n - 1` and gone at `t + n`. Expired sessions answer as ones that never were. A storage may
 * drop them 60 seconds after that, and must drop them in the end without being asked: hosts whose clocks differ by up
 * to 60 seconds share a storage without harm. A counted message whose time is more than 60 seconds ahead of `now` does
 * not count: a clock that jumped ahead and back locks nobody out. A storage may let a claim whose lifetime is over count
 * as sent for good at the next call that changes the session.
 *
 * Every method rejects with `StorageUnavailableError` if the step was certainly or possibly not taken; nothing is sent
 * then.
 *
 * Run `sessionStorageContract` of `@threepid/contract-tests` over your own.
 */
export interface SessionStorage {
  /** For logs and the start-up line, such as `redis`. */
  readonly name: string;

  /**
   * Finds or starts the session of a triple, and claims the message if one is to be sent. The greatest attempt is that
   * of the messages that were sent and of those under way; a message that failed takes its attempt with it. A claim
   * whose lifetime is over counts as sent. In this order:
   *
   * 1. The session is that of the first secret with a live record.
   * 2. If it is there and `sendAttempt` is given and not greater than the greatest: nothing changes. The message is
   *    `sent` if `sendAttempt` is not greater than the greatest sent; else `under-way`, with the claim of the least
   *    attempt under way that is not less than `sendAttempt`.
   * 3. If a limit of the number is used up: `limited`, nothing changes.
   * 4. If there is none, or `wrongCodesAllowed` wrong codes were judged in it: a session starts, with the `generation`
   *    and the code of the first secret, no wrong codes, not validated. It takes the place of the dead one, of which
   *    nothing stays but the attempts and the claims, which are the triple's. Messages under way become messages of the
   *    new session; those that were sent before do not count as its own.
   * 5. Else, if the code is `codeLifetimeMs` old, the secret's code replaces it. If it is younger and `decoy` differs
   *    from the stored one, the secret's code replaces it too, and is too old when it would have been: another end
   *    would tell whoever asks that the session changed. Wrong codes are kept. No message under way carries the new code.
   * 6. The message is claimed for `claimLifetimeMs` and carries the code in force; `nextLink`, if given, replaces the
   *    stored one; the session lives `sessionLifetimeMs` from now, unless it is validated; the message is counted under
   *    the number. `claimed`. A session keeps 8 claims whose lifetime is not over, settled ones among them; of more, the oldest settled one is
   *    forgotten, or else the oldest under way counts as sent.
   *
   * Source: Matrix identity service API, `POST validate/msisdn/requestToken`, `send_attempt`.
   */
  open(request: OpenSession): Promise<OpenOutcome>;

  /**
   * Records what became of a claimed message. Nothing changes if the session has no such claim under way, or if the
   * claim's lifetime is over.
   *
   * - `sent`: the attempt counts as sent, and the code that the message carried can be submitted from now on.
   * - `unknown`: the code that the message carried can be submitted, as if it was sent; but the claim no longer counts
   *   for the greatest attempt, so that the same call sends again.
   * - `failed`, `rejected`: the claim no longer counts for the greatest attempt and carries no code. The number is refunded
   *   the message if `refund`. A session of which no message was sent (or perhaps) and none is under way ends
   *   when the last lifetime of its claims is over, if it does not end before: nobody was told its sid, and until then
   *   those who wait learn of a rejection.
   *
   * All but `sent` are kept until the claim's lifetime is over, for `outcomeOf` to tell those who wait.
   */
  settle(request: SettleMessage): Promise<void>;

  /**
   * Says what became of a claimed message, and changes nothing: `under-way` until it is settled or its lifetime is over;
   * `unknown`, `failed` or `rejected` if it was settled so, until its lifetime is over; `failed` without a live session;
   * else `sent`.
   */
  outcomeOf(request: ReadMessage): Promise<MessageOutcome>;

  /**
   * Judges a code. In this order: no live record: `unknown`; another `generation`: `expired`; `wrongCodesAllowed` wrong
   * codes judged: `expired`; the code too old: `expired`; no message of the session was sent (or perhaps), or no message
   * carries the code, neither one that was sent (or perhaps) nor one under way: `expired`; another `mac`, or a decoy: `incorrect`, and counted; else `validated`. The first success sets
   * `validatedAt` and lets the session live `sessionLifetimeMs` from now, whatever comes after; later ones change
   * nothing.
   *
   * Source: NIST SP 800-63B-4, section 3.2.2 (rate limiting); Matrix identity service API, `POST submitToken`.
   */
  submit(request: SubmitCode): Promise<SubmitOutcome>;

  /**
   * Reads a session and changes nothing. No live record: `unknown`; another `generation`: `expired`; validated:
   * `validated`, however old the code is; wrong codes used up: `expired`; else `pending`.
   */
  read(request: ReadSession): Promise<ReadOutcome>;

  /** As `read`; a validated session is removed in the same step, so that one call alone is answered `validated`. */
  consume(request: ReadSession): Promise<ReadOutcome>;

  /** Counts one message against an allowance, or says how long until one is free. */
  spend(request: SpendAllowance): Promise<SpendOutcome>;

  /** Refunds a message that `spend` counted at `spentAt` but that was not sent. */
  refund(request: { readonly id: string; readonly spentAt: number }): Promise<void>;

  /** Resolves if the storage answers and can start sessions, else rejects with `StorageUnavailableError`. For readiness checks. */
  ready(): Promise<void>;
}
