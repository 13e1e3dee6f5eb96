import { hours } from './timeline.js';

/** Messages an hour that attackers may get while they count as stopped: what time refills. */
const mostOfClosed = 10;

/** What one run of a scenario came to, from the time on from which it is measured. */
export class Figures {
  /** Messages to the attackers. */
  messages = 0;
  /** Their price, in thousandths of a cent. */
  money = 0;
  /** Honest people who asked for a message. */
  people = 0;
  /** Of these: a message was refused to them, at any point. */
  refused = 0;
  /** Of these: they had to solve a challenge. */
  challenged = 0;
  tries = 0;
  /** Tries of the victim that brought a message. */
  successes = 0;
  private asked = 0;
  private lastAsked = 0;
  /** The times of the attackers' messages. */
  private readonly passed: number[] = [];

  attack(since: number, price: number | undefined): void {
    this.asked += 1;
    this.lastAsked = since;
    if (price === undefined) return;
    this.messages += 1;
    this.money += price;
    this.passed.push(since);
  }

  /**
   * Hours until the attackers got no more than ten messages an hour, for good. Infinite if that never came; undefined
   * without attackers, or if they never ask for more.
   */
  get hoursUntilClosed(): number | undefined {
    if (this.asked * hours <= mostOfClosed * this.lastAsked || this.asked === 0) return undefined;
    const closedAt = this.passed[this.lastOfMany()] ?? 0;
    return closedAt > this.lastAsked - hours ? Infinity : closedAt / hours;
  }

  /** The index of the first message after which, counted from it to any later one, no more than ten an hour passed. */
  private lastOfMany(): number {
    let [found, highest] = [this.passed.length - 1, -Infinity];
    for (let index = found; index >= 0; index -= 1) {
      const level = index - (mostOfClosed * (this.passed[index] ?? 0)) / hours;
      if (highest <= level + 1) found = index;
      highest = Math.max(highest, level);
    }
    return found;
  }
}
