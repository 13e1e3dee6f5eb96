import type { Clock, MessageReport, SmsMessage } from '@threepid/core';
import { failover, type AdaptiveOptions } from '@threepid/sms-failover';
import type { SeededRandom } from '../seeded-random.js';
import { days, minutes } from '../timeline.js';
import { AcceptingSender, type SimulatedSender } from './senders.js';

/** A message that was sent. */
export interface RoutedMessage {
  readonly messageId: string;
  readonly sender: string;
  readonly note?: string | undefined;
}

/** What decides which sender gets a message. */
export interface SimulatedRouter {
  send(message: SmsMessage): Promise<RoutedMessage>;
  report(report: MessageReport): Promise<void>;
}

/** What a router is made of. */
export interface RouterParts {
  readonly senders: readonly SimulatedSender[];
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** The time of the scenario. */
  readonly time: () => number;
}

export interface RouterUnderTest {
  readonly name: string;
  readonly create: (parts: RouterParts) => SimulatedRouter;
}

export const ordered: RouterUnderTest = { name: 'in order', create: (parts) => routerOf(parts, undefined) };

export function adaptive(options: AdaptiveOptions = {}, name = 'adaptive'): RouterUnderTest {
  return { name, create: (parts) => routerOf(parts, options) };
}

function routerOf(
  { senders, clock, random }: RouterParts,
  options: AdaptiveOptions | undefined,
): SimulatedRouter {
  const sender = failover(
    senders.map(({ name }) => new AcceptingSender(name)),
    { clock, random: () => random.next(), ...(options === undefined ? {} : { adaptive: options }) },
  );
  return {
    send: async (message) => {
      const result = await sender.send(message);
      if (result.kind !== 'sent') throw new Error('a sender that accepts everything did not');
      return { ...result, sender: result.sender ?? '' };
    },
    report: async (report) => sender.report?.(report),
  };
}

/** Whoever knows at each time which sender is best; a resend goes to the next best. */
export const oracle: RouterUnderTest = {
  name: 'known beforehand',
  create: ({ senders, time }) => {
    let messages = 0;
    return {
      send: ({ previous }) => {
        messages += 1;
        const [best = '', next = best] = bestFirst(senders, time());
        return Promise.resolve({
          messageId: String(messages),
          sender: previous?.sender === best ? next : best,
        });
      },
      report: () => Promise.resolve(),
    };
  },
};

/** The senders' names, the best one first. */
export function bestFirst(senders: readonly SimulatedSender[], time: number): readonly string[] {
  const worth = (sender: SimulatedSender): number => {
    const { arrives, delay } = sender.at(time);
    return arrives - delay / (10 * minutes);
  };
  return [...senders].sort((one, other) => worth(other) - worth(one)).map(({ name }) => name);
}

/** A first message, and whether it was verified. */
interface DailyMessage {
  readonly sender: string;
  readonly at: number;
  isVerified: boolean;
}

/**
 * Thompson sampling over the first messages of a day, read every five minutes; a message counts as failed until it is verified, and
 * a resend avoids the sender of the message before. That is what Signal's registration service decides, by its source.
 */
export const daily: RouterUnderTest = {
  name: 'sampling over a day',
  create: (parts) => new DailyRouter(parts),
};

class DailyRouter implements SimulatedRouter {
  private readonly messages = new Map<string, DailyMessage>();
  private counts: ReadonlyMap<string, Counts> = new Map();
  private readAt = -Infinity;
  private ids = 0;

  constructor(private readonly parts: RouterParts) {}

  send({ previous }: SmsMessage): Promise<RoutedMessage> {
    const { time } = this.parts;
    if (time() - this.readAt >= 5 * minutes) this.read();
    const names = this.parts.senders.map(({ name }) => name).filter((name) => name !== previous?.sender);
    const sender = this.sample(names);
    const messageId = String((this.ids += 1));
    if (previous === undefined) this.messages.set(messageId, { sender, at: time(), isVerified: false });
    return Promise.resolve({ messageId, sender });
  }

  report({ messageId, outcome }: MessageReport): Promise<void> {
    const message = this.messages.get(messageId);
    if (message !== undefined && outcome === 'verified') message.isVerified = true;
    return Promise.resolve();
  }

  private read(): void {
    this.readAt = this.parts.time();
    const counts = new Map<string, Counts>();
    for (const [id, { sender, at, isVerified }] of this.messages) {
      if (at <= this.readAt - days) this.messages.delete(id);
      const { good, bad } = counts.get(sender) ?? { good: 0, bad: 0 };
      counts.set(sender, isVerified ? { good: good + 1, bad } : { good, bad: bad + 1 });
    }
    this.counts = counts;
  }

  private sample(names: readonly string[]): string {
    const draws = names.map((name) => {
      const { good, bad } = this.counts.get(name) ?? { good: 0, bad: 0 };
      return { name, draw: this.parts.random.beta(1 + good, 1 + bad) };
    });
    return draws.reduce((best, one) => (one.draw > best.draw ? one : best)).name;
  }
}

interface Counts {
  readonly good: number;
  readonly bad: number;
}
