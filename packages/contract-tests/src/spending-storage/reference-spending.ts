import { calendarDayOf, type ReserveMessage, type ReserveOutcome, type SpentMoney } from '@threepid/core';

/** The rules of the port, one call after the other, with nothing that expires. */
export class ReferenceSpending {
  private readonly sums = new Map<string, SpentMoney>();

  reserve(request: ReserveMessage): ReserveOutcome {
    const { price, budgets } = request;
    const held = (place: string, period: 'day' | 'month'): number =>
      this.at(place, period, request.now).money + price;
    for (const period of ['month', 'day'] as const) {
      const [ofCountry, ofAll] = [budgets.country?.[period], budgets.total?.[period]];
      if (ofCountry !== undefined && held(request.country, period) > ofCountry)
        return { kind: 'short', budget: `country.${period}` };
      if (ofAll !== undefined && held('all', period) > ofAll)
        return { kind: 'short', budget: `total.${period}` };
    }
    this.count(request, 1);
    const now = (place: string) => ({ day: held(place, 'day') - price, month: held(place, 'month') - price });
    const total = budgets.total === undefined ? undefined : now('all');
    return { kind: 'reserved', country: now(request.country), total };
  }

  release(request: ReserveMessage): void {
    this.count(request, -1);
  }

  at(place: string, period: 'day' | 'month', now: number): SpentMoney {
    return this.sums.get(keyOf(place, period, now)) ?? { money: 0, messages: 0 };
  }

  private count({ country, price, budgets, now }: ReserveMessage, times: 1 | -1): void {
    for (const place of budgets.total === undefined ? [country] : [country, 'all']) {
      for (const period of ['day', 'month'] as const) {
        const { money, messages } = this.at(place, period, now);
        const sum = { money: money + times * price, messages: messages + times };
        this.sums.set(keyOf(place, period, now), sum);
      }
    }
  }
}

function keyOf(place: string, period: 'day' | 'month', now: number): string {
  const { month, day } = calendarDayOf(now);
  return period === 'day' ? `${place} ${month} ${String(day)}` : `${place} ${month}`;
}
