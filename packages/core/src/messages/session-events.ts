import { noCountry } from '../domain/phone-number.js';
import { RaisedEvents } from '../events/raised-events.js';
import { inject, injectable, tokens } from '../injection.js';
import { noteCountry } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { LastMessage } from './last-message.js';

/** What happens to sessions whose messages were sent: events, and a line in the log. */
@injectable()
export class SessionEvents {
  constructor(
    @inject(RaisedEvents) private readonly events: RaisedEvents,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /** False if nobody listens. */
  get isOn(): boolean {
    return this.events.isOn;
  }

  /**
   * A session was validated for the first time.
   *
   * @param message that of the code; undefined if nothing is known of it.
   */
  validated(message: LastMessage | undefined, now: number): void {
    this.logger.info(message === undefined ? {} : loggable(message, now), 'session validated');
    noteCountry(message?.country);
  }

  verified(message: LastMessage | undefined, now: number): void {
    this.events.raise({ kind: 'verified', ...partsOf(message, now) });
  }

  wrongCode(message: LastMessage, now: number): void {
    noteCountry(message.country);
    this.events.raise({ kind: 'wrongCode', ...partsOf(message, now) });
  }

  expired(message: LastMessage, now: number): void {
    this.events.raise({ kind: 'expired', ...partsOf(message, now) });
  }
}

function partsOf(message: LastMessage | undefined, now: number) {
  const ageMs = message && Math.max(0, now - message.sentAt);
  return { country: message?.country, channel: message?.channel, provider: message?.sender, ageMs };
}

function loggable({ country = noCountry, channel, sender, sentAt }: LastMessage, now: number) {
  return { country, channel, provider: sender, ms: Math.max(0, now - sentAt) };
}
