import { hours } from './timeline.js';

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
  private readonly asked = new Map<number, number>();
  private readonly passed = new Map<number, number>();

  attack(since: number, price: number | undefined): void {
    const hour = Math.floor(since / hours);
    this.asked.set(hour, (this.asked.get(hour) ?? 0) + 1);
    if (price === undefined) return;
    this.messages += 1;
    this.money += price;
    this.passed.set(hour, (this.passed.get(hour) ?? 0) + 1);
  }

  /**
   * Hours until fewer than one in ten requests of the attackers passed, for good. Infinite if that never came; undefined
   * without attackers.
   */
  get hoursUntilClosed(): number | undefined {
    if (this.asked.size === 0) return undefined;
    const open = [...this.asked].filter(([hour, asked]) => (this.passed.get(hour) ?? 0) * 10 >= asked);
    const last = Math.max(-1, ...open.map(([hour]) => hour));
    return last >= Math.max(...this.asked.keys()) ? Infinity : last + 1;
  }
}
