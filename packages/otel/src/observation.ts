import type { Meter, Tracer } from '@opentelemetry/api';
import type {
  BalanceStorage,
  BlockStorage,
  ChannelOptions,
  Clock,
  SessionStorage,
  SmsSender,
  SpendingStorage,
  Threepid,
  ThreepidEvent,
  ThreepidEvents,
  ThreepidOptions,
} from '@threepid/core';
import type { CountedDurations } from './metrics/duration-producer.js';
import { EventMetrics } from './metrics/event-metrics.js';
import { createInstruments } from './metrics/instruments.js';
import { LabelBounds } from './metrics/label-bounds.js';
import { registerOperatorGauges } from './metrics/operator-gauges.js';
import { passOnWhenRead } from './metrics/pass-on-when-read.js';
import { AnsweringProviders } from './metrics/answering-providers.js';
import { ObservedOnce } from './observed/observed-once.js';
import { observedSender } from './observed/observed-sender.js';
import { observedStorage } from './observed/observed-storage.js';
import { withMembers } from './observed/with-members.js';
import { RequestSpans } from './traces/request-spans.js';
import { StepSpans } from './traces/step-spans.js';

/** Where measurements and spans go. */
export interface ObservationOptions {
  readonly meter: Meter;
  /** Undefined: nothing is traced. */
  readonly tracer: Tracer | undefined;
  /** Undefined: durations go to the meter. */
  readonly durations: CountedDurations | undefined;
  readonly readsStats: () => boolean;
  readonly clock: Clock;
}

type EventsOption = NonNullable<ThreepidOptions['events']>;

/** Observes frameworks. */
export class Observation {
  private readonly bounds = new LabelBounds();
  private readonly health = new AnsweringProviders();
  private readonly once = new ObservedOnce();
  private readonly instruments;
  private readonly counted: EventMetrics;
  private readonly requests: RequestSpans | undefined;
  private readonly steps: StepSpans | undefined;

  constructor(private readonly given: ObservationOptions) {
    const { meter, tracer } = given;
    this.instruments = createInstruments(meter, given.durations);
    this.counted = new EventMetrics(this.instruments, this.bounds);
    this.requests = tracer && new RequestSpans(tracer);
    this.steps = tracer && new StepSpans(tracer);
    passOnWhenRead(meter, this.instruments, this.health);
  }

  options(options: ThreepidOptions): ThreepidOptions {
    const { storage, sms, channels, testSms, guard } = options;
    return {
      ...options,
      storage: this.storage(storage),
      sms: this.sender(sms),
      ...(channels === undefined ? {} : { channels: this.channels(channels) }),
      // One sender stays one, so that the framework takes its receipts once.
      ...(testSms === undefined ? {} : { testSms: testSms === sms ? this.sender(sms) : testSms }),
      ...(guard === undefined ? {} : { guard: this.guard(guard) }),
      ...(options.blocks === undefined ? {} : { blocks: this.observed(options.blocks, 'blocks') }),
      events: this.events(options.events),
    };
  }

  observe(threepid: Threepid): Threepid {
    return this.once.of(threepid, () => this.withSpansAndGauges(threepid));
  }

  private withSpansAndGauges(threepid: Threepid): Threepid {
    const { meter, clock, readsStats } = this.given;
    const stop = registerOperatorGauges(() => threepid.operator.stats(), {
      meter,
      gauges: this.instruments.gauges,
      clock,
      isRead: readsStats,
    });
    const close = (): Promise<void> => {
      stop();
      return threepid.close();
    };
    const { requests } = this;
    const handle =
      requests && ((request: Parameters<Threepid['handle']>[0]) => requests.handle(threepid, request));
    const replaced: Readonly<Record<string, unknown>> = { handle, close };
    return withMembers(threepid, (name) => replaced[name]);
  }

  sender<Sender extends SmsSender>(sender: Sender): Sender {
    const { bounds, health, steps: spans } = this;
    const { provider: durations } = this.instruments.durations;
    return this.once.of(sender, () => observedSender(sender, { durations, bounds, health, spans }));
  }

  storage<Storage extends SessionStorage>(storage: Storage): Storage {
    return this.observed(storage);
  }

  private observed<Storage extends SessionStorage | BalanceStorage | BlockStorage | SpendingStorage>(
    storage: Storage,
    part?: string,
  ): Storage {
    const { bounds, once, steps: spans } = this;
    const { storage: durations } = this.instruments.durations;
    return once.of(storage, () => observedStorage(storage, { durations, bounds, spans, once }, part));
  }

  private channels(channels: ChannelOptions): ChannelOptions {
    const observed = Object.entries<SmsSender | undefined>(channels).map(([channel, sender]) => {
      return [channel, sender && this.sender(sender)] as const;
    });
    return Object.fromEntries(observed);
  }

  private guard(guard: NonNullable<ThreepidOptions['guard']>): NonNullable<ThreepidOptions['guard']> {
    const { balances, spending } = guard;
    return {
      ...guard,
      ...(balances === undefined ? {} : { balances: this.observed(balances, 'balances') }),
      ...(spending === undefined ? {} : { spending: this.observed(spending, 'spending') }),
    };
  }

  private events(theirs: EventsOption | undefined): ThreepidEvents {
    const take = typeof theirs === 'function' ? theirs : (event: ThreepidEvent) => theirs?.on(event);
    const observed: ThreepidEvents = {
      on: (event) => {
        this.counted.on(event);
        if (event.kind === 'answered') this.requests?.on(event);
        return take(event);
      },
    };
    return theirs === undefined || typeof theirs === 'function'
      ? this.once.of(observed, () => observed)
      : this.once.of(theirs, () => observed);
  }
}
