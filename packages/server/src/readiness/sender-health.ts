import type { Clock, SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import type { ProviderState } from './provider-state.js';

/** Numbers that must have failed in a row, so that a provider that has worked counts as failing. */
const failuresInRow = 3;

/**
 * Learns from results whether a provider works. It fails if the last messages to three numbers failed, or if all have so
 * far: a single number that it refuses says little about one that works. A result that may be due to the number says nothing.
 */
export class SenderHealth {
  private readonly failed = new Set<string>();
  private state: ProviderState['state'] = 'unknown';
  private since: number | undefined;
  private failedAt: number | undefined;

  /** @param changed called after each change of the state. */
  constructor(
    private readonly sender: Pick<SmsSender, 'name' | 'channel'>,
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  get current(): ProviderState {
    const { name, channel = 'sms' } = this.sender;
    return { name, channel, state: this.state, since: this.since, failedAt: this.failedAt };
  }

  note(to: string, result: SmsResult['kind']): void {
    if (result === 'sent') this.work();
    else if (result !== 'rejected-destination') this.fail(to);
  }

  private work(): void {
    this.failed.clear();
    this.become('ok');
  }

  private fail(to: string): void {
    this.failedAt = this.clock.now();
    if (this.failed.size < failuresInRow) this.failed.add(to);
    if (this.state === 'unknown' || this.failed.size >= failuresInRow) this.become('failing');
  }

  private become(state: ProviderState['state']): void {
    if (state === this.state) return;
    this.state = state;
    this.since = this.clock.now();
    this.changed();
  }
}

/** The sender, with a look at each result. It stays what it was in all else, also to `instanceof`. */
export function observedBy(health: SenderHealth, sender: SmsSender): SmsSender {
  const send = async (message: SmsMessage): Promise<SmsResult> => {
    try {
      const result = await sender.send(message);
      health.note(message.to, result.kind);
      return result;
    } catch (error) {
      // It breaks the port's rule, and counts as unavailable.
      health.note(message.to, 'unavailable');
      throw error;
    }
  };
  // Its target has no members of its own, so that those of a frozen sender can be replaced.
  return new Proxy(Object.create(sender) as SmsSender, {
    get: (_target, name): unknown => {
      if (name === 'send') return send;
      // With the sender itself as `this`: its private fields are not the proxy's.
      const member: unknown = Reflect.get(sender, name, sender);
      return typeof member === 'function' ? member.bind(sender) : member;
    },
  });
}
