import type { Logger } from '@threepid/core';
import { shareOf, type RouteEstimate } from './route-estimates.js';
import type { RankedRoute } from './route-order.js';

/** Tells the operator which sender is the best one. */
export class RouteChanges {
  /** The best sender's name by the senders of a list, and by country. */
  private readonly best = new Map<string, string>();

  constructor(private readonly logger: Logger) {}

  /** Logs a change of the best sender. At first, that is the first of the list. */
  note(country: string, list: readonly RouteEstimate[], ranked: readonly RankedRoute[]): void {
    const key = [country, ...list.map(({ sender }) => sender.name)].join(' ');
    const before = this.best.get(key) ?? list[0]?.sender.name;
    const from = ranked.find(({ sender }) => sender.name === before);
    const [to] = ranked;
    if (from === undefined || to === undefined || from === to) return;
    this.best.set(key, to.sender.name);
    const names = { from: from.sender.name, to: to.sender.name };
    this.logger.info(
      { country, ...names },
      `${country}: traffic moved from ${names.from} to ${names.to}: verified ${seenBy(from)} against ${seenBy(to)}`,
    );
  }

  decided(country: string, routes: readonly RankedRoute[], explores: boolean): void {
    const values = Object.fromEntries(
      routes.map(({ sender, value }) => [sender.name, Number(value.toFixed(3))]),
    );
    this.logger.debug({ country, explores, values }, 'senders ordered by results');
  }
}

/** `71 % of 31`: messages of late; those long ago count in part. */
function seenBy({ seen }: RankedRoute): string {
  return `${Math.round(100 * shareOf(seen))} % of ${Math.round(seen.good + seen.bad)}`;
}
