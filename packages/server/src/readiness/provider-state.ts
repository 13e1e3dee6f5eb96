import type { MessageChannel } from '@threepid/core';
import type { BreakerState } from '@threepid/sms-failover';

/** The state of a provider, from the messages that it was asked to send. Times are Unix times in milliseconds. */
export interface ProviderState {
  readonly name: string;
  readonly channel: MessageChannel;
  /** `unknown`: it was not asked to send anything yet. */
  readonly state: 'ok' | 'failing' | 'unknown';
  /** Time of the last change. Undefined while nothing is known. */
  readonly since?: number | undefined;
  /** Time of the last message that it didn't send. Undefined if there was none. */
  readonly failedAt?: number | undefined;
  /** Of the failover, if it belongs to one. */
  readonly breaker?: BreakerState | undefined;
}
