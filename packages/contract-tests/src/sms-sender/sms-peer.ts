import type { SmsSender } from '@threepid/core';

/**
 * What can go wrong at a provider.
 *
 * - `refuse`: the credentials are wrong.
 * - `throttle`: too many messages; this one is not taken.
 * - `reject-destination`: the number opted out or can't be reached.
 * - `invalid-parameter`: the request itself is wrong, whatever the number.
 * - `server-error`: the provider failed in a way that leaves open whether it took the message.
 * - `hang`: it reads the message and never answers.
 * - `cut-before-reading`: it takes the connection and drops it without reading.
 * - `cut-after-reading`: it reads the whole message and drops the connection.
 * - `malformed-answer`: it takes the message and answers rubbish.
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
 * The provider's side of the wire, on 127.0.0.1. Its error texts should quote the number and the text where the real
 * provider's do: that is how causes come to leak them.
 */
export interface SmsPeer {
  /**
   * The messages that were read whole and may have gone out, oldest first: accepted ones, and those of `hang`,
   * `cut-after-reading`, `malformed-answer` and `server-error`. Not those that were certainly turned away.
   */
  readonly messages: readonly SmsPeerMessage[];
  /**
   * Behaves so from the next request on: for `times` requests and then accepts again, or for good.
   * `accept` after `down` listens on the same port again.
   */
  play(behaviour: SmsFault | 'accept', times?: number): void | Promise<void>;
}

/** A sender and its peer, made for one test. */
export interface SmsSenderSubject {
  readonly sender: SmsSender;
  readonly peer: SmsPeer;
  /** Strings that no cause may hold: tokens, passwords, secrets. */
  readonly secrets?: readonly string[];
  /** Stops both. Called after each test, also with requests that still hang. */
  close(): Promise<void>;
}
