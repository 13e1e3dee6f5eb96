import type { Attributes } from '@opentelemetry/api';
import type {
  AnsweredEvent,
  DeliveredEvent,
  ExpiredEvent,
  FailedEvent,
  RefusedEvent,
  SentEvent,
  ThreepidEvent,
  VerifiedEvent,
} from '@threepid/core';
import type { DurationSink } from './duration-table.js';
import type { Instruments } from './instruments.js';
import { LabelSets } from './label-sets.js';
import type { Sum } from './tally.js';
import { methodLabel, other, type LabelBounds } from './label-bounds.js';

/** The counts of the messages of a provider, a channel and a country, so that one look-up finds them all. */
interface MessageSums {
  readonly sent: Sum;
  readonly cost: Sum;
  readonly opened: Sum;
  readonly verifications: Sum;
  readonly verified: Sum;
  readonly delay: DurationSink;
}

/** The counts of answers of one kind. */
interface AnswerSums {
  readonly requests: Sum;
  readonly duration: DurationSink;
}

function messageSums(
  { counters, durations }: Instruments,
  { provider, channel, country }: Attributes,
): MessageSums {
  return {
    sent: counters.messages.of([provider, channel, country, 'sent']),
    cost: counters.cost.of([provider, country]),
    opened: counters.sessions.of(['opened', country]),
    verifications: counters.verifications.of([provider, channel, country]),
    verified: counters.sessions.of(['verified', country]),
    delay: durations.verificationDelay.of([provider, channel]),
  };
}

/** A request of no route has no `http.route`, as the conventions want it. */
function answerSums(
  { counters, durations }: Instruments,
  { method, route, status, outcome }: Attributes,
): AnswerSums {
  const errorType = Number(status) >= 500 ? String(status) : undefined;
  return {
    requests: counters.requests.of([route ?? other, outcome]),
    duration: durations.request.of([method, route, status, errorType]),
  };
}

/** Counts the events of a framework. */
export class EventMetrics {
  private readonly messages: LabelSets<MessageSums>;
  private readonly answers: LabelSets<AnswerSums>;

  constructor(
    private readonly instruments: Instruments,
    private readonly bounds: LabelBounds,
  ) {
    this.messages = new LabelSets(['provider', 'channel', 'country'], (labels) =>
      messageSums(instruments, labels),
    );
    this.answers = new LabelSets(['method', 'route', 'status', 'outcome'], (labels) =>
      answerSums(instruments, labels),
    );
  }

  /** Events of a kind that a newer core has are left out. */
  on(event: ThreepidEvent): void {
    const { counters } = this.instruments;
    const { bounds } = this;
    switch (event.kind) {
      case 'requested':
        counters.requested.add([
          bounds.country(event.country),
          bounds.word(event.purpose),
          bounds.word(event.channel),
        ]);
        return;
      case 'refused':
        this.refused(event);
        return;
      case 'challenged':
        counters.challenges.add([bounds.rule(event.rule), bounds.country(event.country)]);
        return;
      case 'sent':
        this.sent(event);
        return;
      case 'failed':
        this.failed(event);
        return;
      case 'verified':
        this.verified(event);
        return;
      case 'wrongCode':
        counters.wrongCodes.add([bounds.word(event.channel), bounds.country(event.country)]);
        return;
      case 'expired':
        counters.expired.add(this.messageLabels(event));
        return;
      case 'delivered':
        this.delivered(event);
        return;
      case 'answered':
        this.answered(event);
    }
  }

  private refused({ rule, country, isEnforced }: RefusedEvent): void {
    this.instruments.counters.refusals.add([
      this.bounds.rule(rule),
      this.bounds.country(country),
      String(isEnforced),
    ]);
  }

  private sent(event: SentEvent): void {
    const { sent, cost, opened } = this.messagesLike(event);
    sent.amount += 1;
    // A counter takes nothing that is negative or no number.
    if (event.price > 0) cost.amount += event.price;
    if (event.isFirst) opened.amount += 1;
  }

  private failed(event: FailedEvent): void {
    this.instruments.counters.messages.add([...this.messageLabels(event), this.bounds.word(event.result)]);
  }

  private verified(event: VerifiedEvent): void {
    const { verifications, verified, delay } = this.messagesLike(event);
    verifications.amount += 1;
    verified.amount += 1;
    if (event.ageMs !== undefined) delay.record(event.ageMs);
  }

  private delivered({ provider, state }: DeliveredEvent): void {
    this.instruments.counters.receipts.add([this.bounds.provider(provider), this.bounds.word(state)]);
  }

  private answered({ method, route, status, errcode, durationMs }: AnsweredEvent): void {
    const known = route === undefined ? undefined : this.bounds.routes.of(route);
    const outcome = this.bounds.outcomes.of(errcode ?? 'ok');
    const { requests, duration } = this.answers.of([methodLabel(method), known, status, outcome]);
    requests.amount += 1;
    duration.record(durationMs);
  }

  private messagesLike(event: SentEvent | VerifiedEvent): MessageSums {
    return this.messages.of(this.messageLabels(event));
  }

  private messageLabels({
    provider,
    channel,
    country,
  }: SentEvent | FailedEvent | VerifiedEvent | ExpiredEvent) {
    return [this.bounds.provider(provider), this.bounds.word(channel), this.bounds.country(country)] as const;
  }
}
