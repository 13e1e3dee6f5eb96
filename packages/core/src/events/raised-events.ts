import { inject, injectable, tokens } from '../injection.js';
import { RepeatedErrorLog } from '../log/repeated-error-log.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { ThreepidEvent, ThreepidEvents } from '../ports/threepid-events.js';

type WithoutOrigin<Event> = Event extends ThreepidEvent ? Omit<Event, 'at'> : never;

/** An event without its time. */
export type EventToRaise = WithoutOrigin<ThreepidEvent>;

/** Raises the events of a framework. Whatever the listener does, it neither delays nor harms what raises them. */
@injectable()
export class RaisedEvents {
  /** False if nobody listens. Look before you make anything for an event. */
  readonly isOn: boolean;
  private readonly errors: RepeatedErrorLog;

  constructor(
    @inject(tokens.events) private readonly listener: ThreepidEvents | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) logger: Logger,
  ) {
    this.isOn = listener !== undefined;
    this.errors = new RepeatedErrorLog(logger, clock);
  }

  /** Tells the listener at once, and waits for nothing. Never throws. */
  raise(event: EventToRaise): void {
    try {
      const listening = this.listener?.on({ at: this.clock.now(), ...event });
      if (listening !== undefined) void Promise.resolve(listening).catch(this.logError);
    } catch (error) {
      this.logError(error);
    }
  }

  private readonly logError = (err: unknown): void => {
    this.errors.error({ err }, 'a listener to events failed');
  };
}
