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
import type { Instruments } from './instruments.js';
import { methodLabel, other, type LabelBounds } from './label-bounds.js';

/** Counts the events of a framework. */
export class EventMetrics {
  constructor(
    private readonly instruments: Instruments,
    private readonly bounds: LabelBounds,
  ) {}

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
        this.message(event, event.result);
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
    const { cost, sessions } = this.instruments.counters;
    const country = this.bounds.country(event.country);
    this.message(event, 'sent');
    // A counter takes nothing that is negative or no number.
    if (event.price > 0) cost.add([this.bounds.provider(event.provider), country], event.price);
    if (event.isFirst) sessions.add(['opened', country]);
  }

  private message(event: SentEvent | FailedEvent, result: string): void {
    this.instruments.counters.messages.add([...this.messageLabels(event), this.bounds.word(result)]);
  }

  private verified(event: VerifiedEvent): void {
    const { counters, durations } = this.instruments;
    const labels = this.messageLabels(event);
    counters.verifications.add(labels);
    counters.sessions.add(['verified', this.bounds.country(event.country)]);
    const [provider, channel] = labels;
    if (event.ageMs !== undefined) durations.verificationDelay.of([provider, channel]).record(event.ageMs);
  }

  private delivered({ provider, state }: DeliveredEvent): void {
    this.instruments.counters.receipts.add([this.bounds.provider(provider), this.bounds.word(state)]);
  }

  /** A request of no route has no `http.route`, as the conventions want it. */
  private answered({ method, route, status, errcode, durationMs }: AnsweredEvent): void {
    const { counters, durations } = this.instruments;
    const known = route === undefined ? undefined : this.bounds.routes.of(route);
    counters.requests.add([known ?? other, this.bounds.word(errcode ?? 'ok')]);
    const errorType = status >= 500 ? String(status) : undefined;
    durations.request.of([methodLabel(method), known, status, errorType]).record(durationMs);
  }

  private messageLabels({
    provider,
    channel,
    country,
  }: SentEvent | FailedEvent | VerifiedEvent | ExpiredEvent) {
    return [this.bounds.provider(provider), this.bounds.word(channel), this.bounds.country(country)] as const;
  }
}
