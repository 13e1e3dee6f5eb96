import { noCountry } from '../domain/phone-number.js';
import { RaisedEvents } from '../events/raised-events.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, noteCountry, type RequestRecord } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { LastMessage } from './last-message.js';

/** When a code was judged, and the request that submitted it. */
export interface JudgedCode {
  readonly now: number;
  readonly record?: RequestRecord | undefined;
}

/** Tells what happens to sessions whose messages were sent: by events, and by a line in the log. */
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
  validated(message: LastMessage | undefined, { record, now }: JudgedCode): void {
    const fields = message === undefined ? {} : loggable(message, now);
    this.logger.info(linked(record?.id, fields), 'session validated');
    noteCountry(record, message?.country);
  }

  verified(message: LastMessage | undefined, code: JudgedCode): void {
    if (this.isOn) this.events.raise({ kind: 'verified', ...partsOf(message, code) });
  }

  wrongCode(message: LastMessage, code: JudgedCode): void {
    noteCountry(code.record, message.country);
    if (this.isOn) this.events.raise({ kind: 'wrongCode', ...partsOf(message, code) });
  }

  expired(message: LastMessage, now: number): void {
    if (this.isOn) this.events.raise({ kind: 'expired', ...partsOf(message, { now }) });
  }
}

function partsOf(message: LastMessage | undefined, { now, record }: JudgedCode) {
  const ageMs = message && Math.max(0, now - message.sentAt);
  const { country, channel, sender: provider } = message ?? {};
  return { requestId: record?.id, country, channel, provider, ageMs };
}

function loggable({ country = noCountry, channel, sender, sentAt }: LastMessage, now: number) {
  return { country, channel, provider: sender, ms: Math.max(0, now - sentAt) };
}
