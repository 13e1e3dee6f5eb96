import type { SmsSender } from '@threepid/core';

/**
 * Behaviour of a provider.
 *
 * - `refuse`: the credentials are wrong.
 * - `throttle`: too many messages; this one is not accepted.
 * - `reject-destination`: the number has opted out or can't be reached.
 * - `invalid-parameter`: the request itself is invalid, whatever the number.
 * - `server-error`: the provider fails, and may or may not have accepted the message.
 * - `hang`: it reads the message and never answers.
 * - `cut-before-reading`: it accepts the connection and closes it without reading.
 * - `cut-after-reading`: it reads the whole message and closes the connection.
 * - `malformed-answer`: it accepts the message and sends a malformed answer.
 * - `down`: nothing listens at its address.
 */
export type SmsFault =
  | 'refuse'
  | 'throttle'
  | 'reject-destination'
  | 'invalid-parameter'
  | 'server-error'
  | 'hang'
  | 'cut-before-reading'
  | 'cut-after-reading'
  | 'malformed-answer'
  | 'down';

/** A message as the provider understood it. */
export interface SmsPeerMessage {
  /** E.164 with the `+`. */
  readonly to: string;
  readonly text: string;
}

/**
 * The provider's side of the wire, on 127.0.0.1. If the real provider's error texts quote the number and the text, so
 * should these, because that is how causes leak them.
 */
export interface SmsPeer {
  /**
   * The messages that were read whole and may have gone out, oldest first: accepted ones, and those of `hang`,
   * `cut-after-reading`, `malformed-answer` and `server-error`. Not those that were certainly turned away.
   */
  readonly messages: readonly SmsPeerMessage[];
  /**
   * Sets the behaviour from the next request on, either for `times` requests or permanently.
   * `accept` after `down` listens on the same port again.
   */
  play(behaviour: SmsFault | 'accept', times?: number): void | Promise<void>;
}

/** A sender and its peer for one test. */
export interface SmsSenderSubject {
  readonly sender: SmsSender;
  readonly peer: SmsPeer;
  /** Strings that no cause may contain: tokens, passwords, secrets. */
  readonly secrets?: readonly string[];
  /** Stops both. Called after each test, even with requests that still hang. */
  close(): Promise<void>;
}
