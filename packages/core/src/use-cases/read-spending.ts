import { destinations } from '../guard/spending-rules.js';
import { millionths } from '../guard/money-amount.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { CountrySpending, SpendingStorage, SpentMoney } from '../ports/spending-storage.js';

/** Money, in the currency of the prices, and messages. */
export interface SpentAmount {
  readonly money: number;
  readonly messages: number;
}

/** What was spent in a day or a month. */
export interface SpentInPeriod extends SpentAmount {
  /** By ISO 3166-1 alpha-2, and `001` for numbers of no country: those that got messages. */
  readonly countries: Readonly<Record<string, SpentAmount>>;
}

/** What was spent on messages, by the prices of the options. A message that is being sent counts. */
export interface Spending {
  /** Since midnight, UTC. */
  readonly today: SpentInPeriod;
  /** Since the first of the month, UTC. */
  readonly month: SpentInPeriod;
}

/** Reads what was spent today and in this month. */
@injectable()
export class ReadSpending {
  constructor(
    @inject(tokens.spendingStorage) private readonly storage: SpendingStorage | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @throws TypeError without a storage that counts money.
   * @throws StorageUnavailableError
   */
  async execute(): Promise<Spending> {
    if (this.storage === undefined)
      throw new TypeError('threepid: what was spent is not counted; write guard: { spending }');
    const spent = await this.storage.spent({ countries: destinations, now: this.clock.now() });
    return { today: inPeriod(spent, 'day'), month: inPeriod(spent, 'month') };
  }
}

function inPeriod(spent: readonly CountrySpending[], period: 'day' | 'month'): SpentInPeriod {
  const counted = spent.filter((each) => each[period].messages > 0);
  const sum = counted.reduce((all, each) => sumOf(all, each[period]), { money: 0, messages: 0 });
  const countries = counted.map((each) => [each.country, inUnits(each[period])] as const);
  return { ...inUnits(sum), countries: Object.fromEntries(countries) };
}

function sumOf(one: SpentMoney, other: SpentMoney): SpentMoney {
  return { money: one.money + other.money, messages: one.messages + other.messages };
}

function inUnits({ money, messages }: SpentMoney): SpentAmount {
  return { money: money / millionths, messages };
}
