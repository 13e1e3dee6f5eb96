/** What a challenge is made for. */
export interface ChallengeProposal {
  /** What the answer has to belong to: 16 characters of base64url, another one for each number and client secret. */
  readonly binding: string;
  /**
   * The work of an answer, as a multiple of the usual: at least 1. A challenge whose work can't be measured, such as one
   * that asks a person, ignores it.
   */
  readonly difficulty: number;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * A challenge, as the client gets it in JSON. `type` says how it is solved, such as `altcha`; everything else belongs to
 * the type.
 */
export type ChallengeOffer = Readonly<Record<string, unknown>> & { readonly type: string };

/** A client's answer to a challenge. */
export interface ChallengeAnswer {
  /** As the client sent it: 1 to 4,096 characters of any kind. */
  readonly answer: string;
  /** The binding that the challenge must have been made for. */
  readonly binding: string;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * - `solved`: the answer is right, belongs to `binding`, and isn't expired. `id` is the challenge's own, however the
 *   answer is spelled: the core accepts each once. From `expiresAt` on (Unix milliseconds), every answer to the same
 *   challenge is `unsolved`.
 * - `unsolved`: anything else. `reason` is for the log, and contains nothing of the answer.
 */
export type AnswerVerdict =
  | { readonly kind: 'solved'; readonly id: string; readonly expiresAt: number }
  | { readonly kind: 'unsolved'; readonly reason: string };

/**
 * Asks for a proof that a request is worth a message: of work that costs a script more than it gains, or of a person.
 * The `SendPolicy` decides when it is asked for, and how hard it is.
 *
 * It stores nothing. The core uses each solved challenge up, in one atomic step of the `SessionStorage`, so that it counts
 * once over all processes; and the processes share what signs the challenges, such as a secret.
 */
export interface Challenge {
  /** Name for logs and the start-up line, such as `altcha`. */
  readonly name: string;

  /**
   * Makes a challenge. Anybody can cause this call, as often as they like, so it must be cheap and store nothing. If it
   * fails, the error is logged, and the caller is told the limit without a challenge.
   */
  make(proposal: ChallengeProposal): ChallengeOffer | Promise<ChallengeOffer>;

  /**
   * Checks an answer, which may be anything. It rejects only if it can't tell, such as when a service is down: the caller
   * then gets 503 `M_UNKNOWN`, and no message is sent.
   */
  check(answer: ChallengeAnswer): AnswerVerdict | Promise<AnswerVerdict>;
}
