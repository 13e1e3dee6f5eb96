/**
 * A limit on messages: at most `messages` in any span of `windowMs` milliseconds (a sliding window, exact to the
 * millisecond).
 */
export interface MessageLimit {
  /** 0 refuses every message; retries are possible after `windowMs`. */
  readonly messages: number;
  readonly windowMs: number;
}
