import type { DeliveryReceipt } from '../ports/delivery-receipt.js';

/** Maximum number of receipts that are remembered; the oldest are dropped first. */
const most = 1_000;

/** The receipts of this process's last messages, so that an equal one is noticed. */
export class RecentReceipts {
  private readonly seen = new Set<string>();

  /** False if an equal receipt was added not long ago. */
  add({ sender, messageId, state, code }: DeliveryReceipt): boolean {
    const key = JSON.stringify([sender, messageId, state, code]);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    const [oldest] = this.seen;
    if (this.seen.size > most && oldest !== undefined) this.seen.delete(oldest);
    return true;
  }
}
