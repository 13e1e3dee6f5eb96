/** A message that was counted. */
export interface CountedMessage {
  /** ISO 3166-1 alpha-2, or `001`. */
  readonly country: string;
  /** The sender's name. */
  readonly sender: string;
  /** Minutes since the Unix epoch. */
  readonly minute: number;
}

/** Some minutes of the busiest process. */
const mostMessages = 10_000;

/** No provider has longer ids; a broken one may answer anything, and these are kept. */
const longestId = 255;

/** The last messages that this process has sent, so that a receipt is counted where its message was. */
export class SentMessages {
  private readonly byId = new Map<string, CountedMessage>();

  add(messageId: string, message: CountedMessage): void {
    if (messageId.length > longestId) return;
    this.byId.set(keyOf(message.sender, messageId), message);
    const [oldest] = this.byId.keys();
    if (this.byId.size > mostMessages && oldest !== undefined) this.byId.delete(oldest);
  }

  /** Answers a message once, because providers repeat their receipts. Two providers may give two messages one id. */
  take(sender: string, messageId: string): CountedMessage | undefined {
    const key = keyOf(sender, messageId);
    const message = this.byId.get(key);
    this.byId.delete(key);
    return message;
  }
}

function keyOf(sender: string, messageId: string): string {
  return JSON.stringify([sender, messageId]);
}
