/**
 * A limit on messages: at most `messages` in any span of `windowMs` milliseconds (a sliding window, exact to the
 * millisecond).
 */
export interface MessageLimit {
  /** 0 lets none through, for `windowMs`. */
  readonly messages: number;
  readonly windowMs: number;
}

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

/** What `open` needs under one of the secrets. */
export interface OpenCandidate {
  /** 12 bytes, base64url: a keyed digest of the sid and the client secret. */
  readonly sessionId: string;
  /** 12 bytes, base64url: a keyed digest of the canonical number. */
  readonly numberId: string;
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
  /** One a secret, newest first; never empty. A new session always starts under the first. */
  readonly candidates: readonly OpenCandidate[];
  /** True if no code may ever finish this session (a concealed answer). */
  readonly decoy: boolean;
  /** A whole number from 0 to 2^53 - 1, or undefined: then each call may send. */
  readonly sendAttempt: number | undefined;
  /** The limits of the number; empty if it is not counted. */
  readonly limits: readonly MessageLimit[];
  /** Unix time in milliseconds, from the `Clock`: the storage never asks the time itself. */
  readonly now: number;
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

export type OpenOutcome =
  | {
      readonly kind: 'opened';
      /** The index of the candidate under which the session lies. */
      readonly candidate: number;
      /** The session's generation: the given one of a session that began now, else the stored one. */
      readonly generation: string;
      /** The nonce of the code in force. */
      readonly nonce: string;
      /** Whether this call, and no other, is to send the message. */
      readonly send: boolean;
      /** The greatest send attempt before this call: what `giveBack` restores. */
      readonly previousAttempt: number | undefined;
    }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

export interface GiveBack {
  readonly slot: string;
  readonly sessionId: string;
  readonly generation: string;
  readonly sendAttempt: number | undefined;
  readonly previousAttempt: number | undefined;
  readonly numberId: string;
  /** The `now` of the `open` that is given back. */
  readonly openedAt: number;
  /** Whether the message leaves the number's count: only if the provider certainly did not take it. */
  readonly uncount: boolean;
}

export interface SubmitCode {
  readonly slot: string;
  /** One a secret, newest first; `mac` is the keyed digest of the submitted code. */
  readonly candidates: readonly { readonly sessionId: string; readonly mac: string }[];
  readonly generation: string;
  readonly now: number;
  readonly sessionLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

export type SubmitOutcome =
  | {
      readonly kind: 'validated';
      readonly candidate: number;
      /** When the session was validated first, Unix time in milliseconds. */
      readonly validatedAt: number;
      /** True for one call only, however many submit the right code. */
      readonly first: boolean;
      readonly nextLink: string | undefined;
    }
  | { readonly kind: 'incorrect' }
  /** The code is too old, the wrong codes are used up, or a later session took this one's place. */
  | { readonly kind: 'expired' }
  /** No such session, another client secret, or gone. */
  | { readonly kind: 'unknown' };

export interface ReadSession {
  readonly slot: string;
  /** One a secret, newest first. */
  readonly sessionIds: readonly string[];
  readonly generation: string;
  readonly now: number;
  readonly wrongCodesAllowed: number;
}

export type ReadOutcome =
  | {
      readonly kind: 'validated';
      readonly candidate: number;
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
 * - `submit`: which guesses are judged at all, and which submit was the first success;
 * - `consume`: who spends a validation;
 * - `spend`: who takes the last message of an allowance.
 *
 * Time comes with each call (`now`, Unix milliseconds) and is compared to the millisecond: a thing that lives `n` ms
 * from `t` is there at `t + n - 1` and gone at `t + n`. Expired sessions answer as ones that never were. A storage may
 * drop them at any time after that, and must drop them in the end without being asked.
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
   * Finds or starts the session of a triple, and claims the message if one is to be sent. In this order:
   *
   * 1. The session is that of the first candidate with a live record.
   * 2. If it is there and `sendAttempt` is given and not greater than the greatest seen: `send: false`, nothing changes.
   * 3. If a limit of the number is used up, counted over the `numberId` of all candidates: `limited`, nothing changes.
   * 4. If there is none, or `wrongCodesAllowed` wrong codes were judged in it: a session starts, with the `generation`
   *    and the code of the first candidate, no wrong codes, not validated. It takes the place of the dead one, of which
   *    nothing stays but the greatest send attempt, which is the triple's.
   * 5. Else, if the code is `codeLifetimeMs` old, the candidate's code replaces it. If it is younger and `decoy` differs
   *    from the stored one, the candidate's code replaces it too, and is too old when it would have been: another end
   *    would tell whoever asks that the session changed. Wrong codes are kept.
   * 6. `sendAttempt`, if given, becomes the greatest seen; `nextLink`, if given, replaces the stored one; the session
   *    lives `sessionLifetimeMs` from now; the message is counted under the first candidate's number. `send: true`.
   *
   * Source: Matrix identity service API, `POST validate/msisdn/requestToken`, `send_attempt`.
   */
  open(request: OpenSession): Promise<OpenOutcome>;

  /**
   * Takes a claimed message back after the provider failed. The greatest send attempt becomes `previousAttempt` again,
   * if the session is still of that `generation` and `sendAttempt` is still its greatest; the message leaves the
   * number's count if `uncount`.
   */
  giveBack(request: GiveBack): Promise<void>;

  /**
   * Judges a code. In this order: no live record: `unknown`; another `generation`: `expired`; `wrongCodesAllowed` wrong
   * codes judged: `expired`; the code too old: `expired`; another `mac`, or a decoy: `incorrect`, and counted; else `validated`. The first success sets
   * `validatedAt` and lets the session live `sessionLifetimeMs` from now; later ones change nothing.
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

  /** Takes back a message that `spend` counted at `spentAt` but that was not sent. */
  unspend(request: { readonly id: string; readonly spentAt: number }): Promise<void>;

  /** Resolves if the storage answers, else rejects with `StorageUnavailableError`. For readiness checks. */
  ready(): Promise<void>;
}
