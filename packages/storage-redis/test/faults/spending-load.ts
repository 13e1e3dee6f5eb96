import { StorageUnavailableError, type ReserveMessage, type SpendingStorage } from '@threepid/core';
import { setImmediate as nextTurn } from 'node:timers/promises';

const price = 40_000;
/** Messages that the day of a country pays for. */
export const messagesOfBudget = 20;
const budget = { day: messagesOfBudget * price, month: undefined };

/** What a load came to, and what the storage knew of it in the end; in messages of one price. */
export interface SpendingReport {
  readonly calls: number;
  readonly failed: number;
  readonly reserved: number;
  /** Reserved, and not counted in the end. */
  readonly lost: number;
  /** The most that one country's day has paid for. */
  readonly mostOfCountry: number;
}

/** Callers who spend the budgets of one country after the other, three at a time. */
export class SpendingLoad {
  private readonly reservedAt: number[] = [];
  private readonly byCountry = new Map<string, number>();
  private readonly now = Date.now();
  private first = 0;
  private isOver = false;
  private calls = 0;
  private failed = 0;

  constructor(
    private storage: SpendingStorage,
    private readonly workers = 16,
  ) {}

  /** Has all further calls go to another storage over the same servers. */
  goOnWith(storage: SpendingStorage): void {
    this.storage = storage;
  }

  async during(fault: () => Promise<void>): Promise<void> {
    const working = Promise.all(Array.from({ length: this.workers }, () => this.work()));
    try {
      await fault();
    } finally {
      this.isOver = true;
      await working;
    }
  }

  get reserved(): number {
    return this.reservedAt.length;
  }

  get unavailable(): number {
    return this.failed;
  }

  /** How many messages were paid for since a moment. */
  reservedSince(moment: number): number {
    return this.reservedAt.filter((at) => at >= moment).length;
  }

  async report(): Promise<SpendingReport> {
    const countries = [...this.byCountry.keys()];
    const spent = await this.storage.spent({ countries, now: this.now });
    const counted = new Map(spent.map(({ country, day }) => [country, day.money / price]));
    const lost = [...this.byCountry].map(([country, reserved]) =>
      Math.max(0, reserved - (counted.get(country) ?? 0)),
    );
    return {
      calls: this.calls,
      failed: this.failed,
      reserved: this.reserved,
      lost: lost.reduce((sum, each) => sum + each, 0),
      mostOfCountry: Math.max(...this.byCountry.values()),
    };
  }

  private async work(): Promise<void> {
    while (!this.isOver) await this.reserveOne(countryOf(this.first + (this.calls % 3)));
  }

  private async reserveOne(country: string): Promise<void> {
    this.calls += 1;
    try {
      const outcome = await this.storage.reserve(this.requestOf(country));
      if (outcome.kind === 'reserved') this.count(country);
      else if (country === countryOf(this.first)) this.first += 1;
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
      this.failed += 1;
      // A client that rejects at once lets nothing else happen, if it is asked again at once.
      await nextTurn();
    }
  }

  private count(country: string): void {
    this.reservedAt.push(Date.now());
    this.byCountry.set(country, (this.byCountry.get(country) ?? 0) + 1);
  }

  private requestOf(country: string): ReserveMessage {
    return { country, price, budgets: { country: budget, total: undefined }, now: this.now };
  }
}

/** One of 676 codes. */
function countryOf(index: number): string {
  return String.fromCharCode(65 + (Math.floor(index / 26) % 26), 65 + (index % 26));
}
