import type { DeliveryReceipt } from '@threepid/core';

/** A message that was submitted in parts. */
interface LongMessage {
  readonly id: string;
  /** The parts whose receipt says that they were delivered. */
  readonly delivered: Set<string>;
  readonly parts: readonly string[];
  /** True once its receipt was passed on. */
  isOver: boolean;
}

/** Maximum number of messages that are remembered; the oldest are dropped first. */
const most = 1_000;

/** The parts of messages that were submitted not long ago, so that their receipts become one of the whole message. */
export class LongMessages {
  private readonly byPart = new Map<string, LongMessage>();
  private readonly messages = new Set<LongMessage>();

  /** Remembers the parts of a message, by the SMSC's ids. */
  add(id: string, parts: readonly string[]): void {
    const message = { id, parts, delivered: new Set<string>(), isOver: false };
    this.messages.add(message);
    for (const part of parts) this.byPart.set(part, message);
    const [oldest] = this.messages;
    if (this.messages.size > most && oldest !== undefined) this.forget(oldest);
  }

  /**
   * The receipt of the whole message: undelivered with the first part that is, delivered with the last one. Undefined if a part
   * says nothing of the whole yet. A receipt of something else stays as it is.
   */
  whole(receipt: DeliveryReceipt): DeliveryReceipt | undefined {
    const message = this.byPart.get(receipt.messageId);
    if (message === undefined) return receipt;
    if (message.isOver || receipt.state === 'under-way') return undefined;
    message.delivered.add(receipt.messageId);
    if (receipt.state === 'delivered' && message.delivered.size < message.parts.length) return undefined;
    message.isOver = true;
    return { ...receipt, messageId: message.id };
  }

  private forget(message: LongMessage): void {
    this.messages.delete(message);
    for (const part of message.parts) this.byPart.delete(part);
  }
}
