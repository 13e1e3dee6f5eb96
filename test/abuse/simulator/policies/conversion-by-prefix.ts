import type { Ask, SimulatedPolicy, Verdict } from '../policy.js';
import { minutes } from '../timeline.js';

/** What was sent to a prefix in a span of ten minutes. */
interface Span {
  readonly index: number;
  sent: number;
  verified: number;
}

const spanMs = 10 * minutes;
const spansADay = 144;

/**
 * Refuses a prefix (a block of 10,000 numbers) if under 35 % of its messages of the last day were verified, of those
 * before the current ten minutes, once there are 20.
 */
export class ConversionByPrefix implements SimulatedPolicy {
  private readonly byPrefix = new Map<string, Span[]>();

  decide({ msisdn, now }: Ask): Verdict {
    const prefix = msisdn.slice(0, -4);
    const index = Math.floor(now / spanMs);
    const spans = (this.byPrefix.get(prefix) ?? []).filter((span) => span.index > index - spansADay);
    if (convertsBadly(spans.filter((span) => span.index < index))) return { kind: 'refuse' };
    const span = spans.find((each) => each.index === index) ?? { index, sent: 0, verified: 0 };
    span.sent += 1;
    this.byPrefix.set(prefix, spans.includes(span) ? spans : [...spans, span]);
    return {
      kind: 'allow',
      verified: () => {
        span.verified += 1;
      },
    };
  }
}

function convertsBadly(spans: readonly Span[]): boolean {
  const sent = spans.reduce((sum, span) => sum + span.sent, 0);
  const verified = spans.reduce((sum, span) => sum + span.verified, 0);
  return sent >= 20 && verified < 0.35 * sent;
}
