import type { MessageLimit } from '../domain/message-limit.js';
import type { BalanceStorage } from './balance-storage.js';
import type { BlockStorage } from './block-storage.js';
import type { RouteStorage } from './route-storage.js';
import type { SpendingStorage } from './spending-storage.js';

/**
 * A code that the core made for this call. The storage stores it if a new code is needed.
 *
 * The code itself never reaches the storage: the core derives it from a secret, the session and `nonce`. Submitted
 * codes are compared by `mac`, a keyed digest.
 */
export interface FreshCode {
  /** 4 bytes, base64url. `open` returns it, so that a resend derives the same code again. */
  readonly nonce: string;
  /** 6 bytes, base64url. */
  readonly mac: string;
}

/** Values of `open` under one of the secrets. */
export interface OpenBySecret {
  /**
   * 12 bytes, base64url: the first 6 of `numberId`, so that `forget` finds the session, and 6 of a keyed digest of the sid
   * and the client secret.
   */
  readonly sessionId: string;
  /** 4 bytes, base64url: the generation of the session, if this call starts one. */
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
  /** True if no code may ever validate this session (a concealed answer). */
  readonly decoy: boolean;
  /** A whole number from 0 to 2^53 - 1; undefined: each call may send. */
  readonly sendAttempt: number | undefined;
  /** The limits of the number; empty if it is not counted. */
  readonly limits: readonly MessageLimit[];
  /**
   * 4 bytes, base64url, unique to this call: the id of the message that this call claims, if it claims one. If a
   * storage gets a claim again while it is in flight, it answers as the first time and changes nothing. Once it is settled
   * or its lifetime has ended, its caller has got an error already, and the answer doesn't matter.
   */
  readonly claim: string;
  /**
   * How long a claimed message counts as in flight, in milliseconds. After that it counts as sent, because it may have
   * been. 0 if there is nothing to wait for: the message counts as sent at once, is never in flight, and uses none of
   * the session's places for claims.
   */
  readonly claimLifetimeMs: number;
  /**
   * Keyed digests of the caller: the number, and the client's address and networks if known. 12 bytes each, base64url.
   * A storage of limited size limits the unanswered sessions of each, so that no single caller can fill it; other
   * storages ignore them.
   */
  readonly openedBy: readonly string[];
  /** Opaque to the storage: 1 to 48 bytes, base64url. Stored with the message that this call claims, if it claims one. */
  readonly receipt?: string;
  /** Unix time in milliseconds from the `Clock`; the storage never reads a clock itself. */
  readonly now: number;
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

/** The message of a call to `open`. */
export type MessageOfOpen =
  /** This call alone sends it, and then calls `settle`. */
  | { readonly kind: 'claimed' }
  /** Another call is sending it; `outcomeOf` returns its outcome. */
  | { readonly kind: 'under-way'; readonly claim: string }
  /** It was sent, or may have been. */
  | { readonly kind: 'sent' };

export type OpenOutcome =
  | {
      readonly kind: 'opened';
      /** The index of the secret under which the session lies, in `bySecret`. */
      readonly secretIndex: number;
      /** The session's generation: that of the request if the session starts now, else the stored one. */
      readonly generation: string;
      /** The nonce of the current code. */
      readonly nonce: string;
      /** When the current code stops being valid, Unix time in milliseconds. */
      readonly codeExpiresAt: number;
      readonly message: MessageOfOpen;
      /** What is kept of the session's last message, if this call claims another. Always undefined unless it does. */
      readonly sentMessage: string | undefined;
    }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** The outcome of an open session, new or not. */
export type OpenedSession = Extract<OpenOutcome, { kind: 'opened' }>;

/**
 * The outcome of a message:
 *
 * - `sent`: the provider accepted it;
 * - `unknown`: the provider failed, but may have accepted it;
 * - `failed`: certainly not sent;
 * - `rejected`: certainly not sent, because of its destination.
 */
export type MessageResult = 'sent' | 'unknown' | 'failed' | 'rejected';

export interface SettleMessage {
  readonly slot: string;
  /** The session id under the secret of the `open` outcome. */
  readonly sessionId: string;
  readonly numberId: string;
  /** The claim of the `open` that sent the message. */
  readonly claim: string;
  readonly result: MessageResult;
  /**
   * Opaque to the storage: 1 to 512 bytes, base64url. Kept with the session if the result is `sent`, as what is known of its
   * last message.
   */
  readonly sentMessage?: string;
  /** True to refund the message to the number's count. Only if it was counted. */
  readonly refund: boolean;
  /** The `now` of that `open`. */
  readonly openedAt: number;
  readonly now: number;
}

export interface ReadMessage {
  readonly slot: string;
  readonly sessionId: string;
  /** Of the session that `open` answered with the claim. */
  readonly generation: string;
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
      /** The time of the first validation, Unix time in milliseconds. */
      readonly validatedAt: number;
      /** True for exactly one call, however many submit the right code. */
      readonly first: boolean;
      readonly nextLink: string | undefined;
      /** The session's receipt. Always undefined unless `first`. */
      readonly receipt: string | undefined;
      /** What is kept of the session's last message. Always undefined unless `first`. */
      readonly sentMessage: string | undefined;
    }
  | {
      readonly kind: 'incorrect';
      /** What is kept of the session's last message, which stays kept. Absent if that is nothing. */
      readonly sentMessage?: string;
    }
  /**
   * The code has expired or was certainly never sent, too many wrong codes were tried, or a later session has replaced
   * this one.
   */
  | { readonly kind: 'expired' }
  /** No such session, another client secret, or an expired session. */
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
  | {
      readonly kind: 'pending' | 'expired';
      /** What is kept of the session's last message. Absent if that is nothing, or if a later session has replaced this one. */
      readonly sentMessage?: string;
    }
  | { readonly kind: 'unknown' };

export interface SpendAllowance {
  /**
   * 12 bytes, base64url: a keyed digest of the counted thing, such as a client address. If a number belongs to it, the first
   * 6 are those of the number's id, so that `forget` finds it.
   */
  readonly id: string;
  readonly limits: readonly MessageLimit[];
  readonly now: number;
}

export interface ForgetNumber {
  /** As in `open`. */
  readonly slot: string;
  /** As in `open`. */
  readonly numberId: string;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A number whose counted messages an operator wants to see. */
export interface ReadMessageTimes {
  /** As in `open`. */
  readonly slot: string;
  /** As in `open`. */
  readonly numberId: string;
  /** As that of a limit. At most the widest that messages of the number are counted by. */
  readonly windowMs: number;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** An allowance whose spent messages an operator wants to see. */
export interface ReadSpentTimes {
  /** As in `spend`. */
  readonly id: string;
  /** As in `ReadMessageTimes`. */
  readonly windowMs: number;
  /** Unix time in milliseconds. */
  readonly now: number;
}

export type SpendOutcome =
  { readonly kind: 'spent' } | { readonly kind: 'limited'; readonly retryAfterMs: number };

/**
 * Stores validation sessions and message counts. It gets only keyed digests and sealed bytes, so reading it isn't
 * enough to finish a session or to learn a code, a number or a client secret.
 *
 * Every method except `forget` and `release` is **one atomic step**: no call sees another half done, in this process or in another that shares the
 * storage. Each step makes these decisions exactly once:
 *
 * - `open`: which of many equal requests sends the message, whether the number's limits allow it, and which code is in
 *   force;
 * - `settle`: the outcome of a message for all waiting calls, whether its code can be submitted, and which call gets what was
 *   kept of the message before;
 * - `submit`: which guesses are judged at all, which submit was the first success, and what it gets: a receipt, and what is kept of the last
 *   message;
 * - `consume`: which call gets a validation;
 * - `spend`: which call gets the last message of an allowance.
 *
 * Each call brings its time (`now`, Unix milliseconds), which is compared to the millisecond: something that lives `n`
 * ms from `t` exists at `t + n - 1` and no longer at `t + n`. Expired sessions answer like unknown ones. A storage may
 * delete them 60 seconds later, so that hosts whose clocks differ by up to 60 seconds can share it, and must eventually
 * delete them without a further call. A message counted more than 60 seconds ahead of `now` doesn't count, so that a
 * clock that jumped ahead and back locks nobody out. A storage may let a claim with an ended lifetime permanently count
 * as sent at the next call that changes the session.
 *
 * Every method rejects with `StorageUnavailableError` if the step was not, or possibly not, taken; nothing is sent
 * then.
 *
 * Test your own implementation with `sessionStorageContract` of `@threepid/contract-tests`.
 */
export interface SessionStorage {
  /** Name for logs and the start-up line, such as `redis`. */
  readonly name: string;

  /** A store for the guard's balances in the same place, if this storage has one. */
  readonly balances?: BalanceStorage;

  /** A store for what messages cost in the same place, if this storage has one. */
  readonly spending?: SpendingStorage;

  /** A store for what the operator has blocked in the same place, if this storage has one. */
  readonly blocks?: BlockStorage;

  /** A store for how messages to each country do, by sender, in the same place, if this storage has one. */
  readonly routes?: RouteStorage;

  /**
   * Finds or starts the session of a triple, and claims the message if one should be sent. The greatest attempt is that
   * of sent and in-flight messages; the attempt of a failed message no longer counts. A claim with an ended lifetime
   * counts as sent. In this order:
   *
   * 1. The session is that of the first secret with a live record.
   * 2. If there is one, and `sendAttempt` is given and not greater than the greatest: nothing changes. The message is
   *    `sent` if `sendAttempt` is not greater than the greatest sent; else `under-way`, with the claim of the smallest
   *    in-flight attempt that is not less than `sendAttempt`.
   * 3. If a limit of the number is used up: `limited`, nothing changes.
   * 4. If there is none, or `wrongCodesAllowed` wrong codes were judged in it: a session starts with the `generation`
   *    and code of the first secret, without wrong codes, not validated. It replaces the dead session, of which only the
   *    attempts and claims stay, because they belong to the triple. In-flight messages become messages of the new session;
   *    messages sent before don't.
   * 5. Else, if the code is `codeLifetimeMs` old, the secret's code replaces it. If it is younger but `decoy` differs
   *    from the stored value, the secret's code replaces it too, and expires when the old code would have: another expiry
   *    would reveal that the session changed. Wrong codes are kept. No in-flight message carries the new code.
   * 6. The message is claimed for `claimLifetimeMs`, carries the current code and keeps `receipt`. `nextLink`, if given,
   *    replaces the stored one. The session lives `sessionLifetimeMs` from now, unless it is validated. The message is
   *    counted for the number. The answer is `claimed`. A session keeps up to 8 claims with a lifetime that hasn't ended,
   *    including settled ones. If there are more, the oldest settled claim is deleted; if none is settled, the oldest
   *    in-flight one counts as sent.
   *
   * Source: Matrix identity service API, `POST validate/msisdn/requestToken`, `send_attempt`.
   */
  open(request: OpenSession): Promise<OpenOutcome>;

  /**
   * Records the outcome of a claimed message. Nothing changes if the session has no such claim in flight, or if the
   * claim's lifetime has ended.
   *
   * - `sent`: the attempt counts as sent, and the message's code can be submitted from now on.
   * - `unknown`: the message's code can be submitted as if it was sent, but the claim no longer counts for the
   *   greatest attempt, so that the same call sends again.
   * - `failed`, `rejected`: the claim no longer counts for the greatest attempt and carries no code. With `refund`,
   *   the message is refunded to the number. If no message of the session was sent, not even perhaps, and none is in
   *   flight, the session ends no later than the last lifetime of its claims: nobody got its sid, and until then the
   *   waiting calls can learn of a rejection.
   *
   * All outcomes but `sent` are kept until the claim's lifetime ends, so that `outcomeOf` can return them to waiting
   * calls.
   *
   * With `sent`, `sentMessage` takes the place of what is kept of the session's last message, also if it isn't given. What
   * was there is answered, so that exactly one call gets it. Of a validated session nothing is kept.
   *
   * @returns what is no longer kept; undefined if there was nothing.
   */
  settle(request: SettleMessage): Promise<string | undefined>;

  /**
   * Reads the outcome of a claimed message, and changes nothing: `under-way` until it is settled or its lifetime ends;
   * `unknown`, `failed` or `rejected` if it was settled so, until its lifetime ends; `failed` without a live session,
   * or if another session, of another `generation`, has taken its place; else `sent`.
   */
  outcomeOf(request: ReadMessage): Promise<MessageOutcome>;

  /**
   * Judges a code. In this order: no live record: `unknown`; another `generation`: `expired`; `wrongCodesAllowed` wrong
   * codes judged: `expired`; the code too old: `expired`; no message of the session was sent, not even perhaps, or no
   * sent, perhaps sent or in-flight message carries the code: `expired`; another `mac`, or a decoy: `incorrect`, and
   * counted; else `validated`. The first success sets `validatedAt` and lets the session live `sessionLifetimeMs` from
   * now; nothing later changes that.
   *
   * Exactly the first success gets the session's receipt, and it is gone then: it is that of the last claimed message of
   * the session that was sent, or perhaps, and has one. A message that is in flight or certainly not sent has no part in
   * that. In-flight messages take their receipts into a session that replaces a dead one, unless that was validated: with the
   * first success, the receipts of all of its messages are gone, and those claimed after it keep none.
   *
   * Exactly the first success gets what is kept of the session's last message, and it is gone then. It is gone too if another
   * session replaces this one.
   *
   * Source: NIST SP 800-63B-4, section 3.2.2 (rate limiting); Matrix identity service API, `POST submitToken`.
   */
  submit(request: SubmitCode): Promise<SubmitOutcome>;

  /**
   * Reads a session and changes nothing. No live record: `unknown`; another `generation`: `expired`; validated:
   * `validated`, however old the code is; wrong codes used up: `expired`; else `pending`.
   */
  read(request: ReadSession): Promise<ReadOutcome>;

  /** Like `read`, but removes a validated session in the same step, so that exactly one call gets `validated`. */
  consume(request: ReadSession): Promise<ReadOutcome>;

  /** Counts one message against an allowance, or returns the time until one is free. */
  spend(request: SpendAllowance): Promise<SpendOutcome>;

  /** Refunds a message that `spend` counted at `spentAt` but that was not sent. */
  refund(request: { readonly id: string; readonly spentAt: number }): Promise<void>;

  /**
   * Removes all that is stored for a number: its sessions, by every client secret and under every secret, alive or not; the
   * count of its messages; and the allowances whose id begins like its own. It needs the first 6 bytes of `numberId` (8
   * characters) for that: the ids of sessions and allowances begin with them. Other numbers keep everything, even in the
   * same slot. Idempotent.
   *
   * It is rare, and may take long and several steps: what was stored before the call is gone when it resolves. What other
   * calls store meanwhile stays or goes, each session wholly. Whatever is called for a removed session afterwards finds none:
   * `submit`, `read` and `consume` answer `unknown`, `outcomeOf` answers `failed`, and `settle` and `refund` change nothing,
   * so an in-flight message brings nothing back.
   */
  forget(request: ForgetNumber): Promise<void>;

  /**
   * Removes what is counted for a number, so that its limits start anew: the count of its messages, and the allowances whose id
   * begins like its own. Its sessions stay. Otherwise as `forget`: rare, idempotent, and what was counted before the call is gone
   * when it resolves. A `settle` or `refund` of an older message brings nothing back.
   */
  release(request: ForgetNumber): Promise<void>;

  /**
   * Reads when messages of a number were counted, oldest first: those that a limit over `windowMs` counts at `now`. So none that is
   * `windowMs` old, and none that is more than 60 seconds ahead. Changes nothing.
   */
  messageTimes(request: ReadMessageTimes): Promise<readonly number[]>;

  /** The same of an allowance. */
  spentTimes(request: ReadSpentTimes): Promise<readonly number[]>;

  /** Resolves if the storage answers and can start sessions, else rejects with `StorageUnavailableError`. For readiness checks. */
  ready(): Promise<void>;
}
