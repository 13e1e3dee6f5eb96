import type { GuardInForce } from '../defaults/guard-in-force.js';
import { noCountry } from '../domain/phone-number.js';
import { balanceAt, mostMessages, oneMessage } from '../guard/balance.js';
import { lettersOfNoCountry } from '../guard/groups-of.js';
import { countryGroup } from '../guard/message-groups.js';
import type { BudgetsOptions } from '../guard/spending-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { SpendingStorage } from '../ports/spending-storage.js';
import { ReadSpending, type SpentInPeriod, type Spending } from './read-spending.js';

/** Messages that the guard still gives strangers in a country before somebody verifies. */
export interface CountryBalance {
  /** ISO 3166-1 alpha-2, or `001` for numbers of no country. */
  readonly country: string;
  /** Messages, with fractions: time and verifications add to them. */
  readonly messages: number;
  /** The most that it can be. */
  readonly cap: number;
}

/** Figures that an operator watches. */
export interface OperatorStats {
  /** As `guard.spent()` answers; undefined if nothing counts it. */
  readonly spending: Spending | undefined;
  /** As in the options. */
  readonly budgets: BudgetsOptions | undefined;
  /** Of the countries with the most messages today, those first: 20 at most. Empty without a guard. */
  readonly balances: readonly CountryBalance[];
}

/** So many countries are told. */
const mostCountries = 20;

/** Reads what an operator watches: money, and the guard's balances where most messages go. */
@injectable()
export class ReadOperatorStats {
  constructor(
    @inject(ReadSpending) private readonly readSpending: ReadSpending,
    @inject(tokens.spendingStorage) private readonly spendingStorage: SpendingStorage | undefined,
    @inject(tokens.budgets) private readonly budgets: BudgetsOptions | undefined,
    @inject(tokens.guardInForce) private readonly guard: GuardInForce | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /** @throws StorageUnavailableError */
  async execute(): Promise<OperatorStats> {
    const spending = this.spendingStorage === undefined ? undefined : await this.readSpending.execute();
    const countries = spending === undefined ? [] : busiestOf(spending.today);
    return { spending, budgets: this.budgets, balances: await this.balancesOf(countries) };
  }

  private async balancesOf(countries: readonly string[]): Promise<readonly CountryBalance[]> {
    if (this.guard === undefined || countries.length === 0) return [];
    const { balances, terms } = this.guard;
    const now = this.clock.now();
    const groups = countries.map((country) => countryGroup(lettersOf(country), 'nobody'));
    const stored = await balances.read({ groups, now });
    return countries.map((country, place) => ({
      country,
      messages: balanceAt(stored[place], terms.country, now).amount / oneMessage,
      cap: mostMessages(terms.country),
    }));
  }
}

function busiestOf({ countries }: SpentInPeriod): readonly string[] {
  return Object.entries(countries)
    .toSorted(([, one], [, other]) => other.messages - one.messages)
    .slice(0, mostCountries)
    .map(([country]) => country);
}

/** As the guard names a country. */
function lettersOf(country: string): string {
  return country === noCountry ? lettersOfNoCountry : country;
}
