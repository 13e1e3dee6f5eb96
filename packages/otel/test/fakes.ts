import type { Clock, SessionStorage, SmsMessage, SmsResult, SmsSender } from '@threepid/core';

/** A sender that answers what a test says, or throws it. */
export class AnsweringSender implements SmsSender {
  readonly asked: SmsMessage[] = [];

  constructor(
    readonly name: string,
    public answer: () => Promise<SmsResult> = () => Promise.resolve({ kind: 'sent', messageId: 'id-1' }),
  ) {}

  send(message: SmsMessage): Promise<SmsResult> {
    this.asked.push(message);
    return this.answer();
  }
}

export const refused: SmsResult = { kind: 'refused', cause: new Error('no money for +447400123456') };
export const rejected: SmsResult = { kind: 'rejected-destination', cause: new Error('opted out') };

export const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'one',
  code: '482915',
};

/** A clock that a test sets. Nothing that waits for it comes before the test says so. */
export class WoundClock implements Clock {
  private readonly waiting = new Set<{ readonly at: number; readonly call: () => void }>();

  constructor(public time = 1_700_000_000_000) {}

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.time + ms, call };
    this.waiting.add(timer);
    return () => void this.waiting.delete(timer);
  }

  /** Calls that are still to come. */
  get timers(): number {
    return this.waiting.size;
  }

  pass(ms: number): void {
    this.time += ms;
    for (const timer of this.waiting)
      if (timer.at <= this.time) {
        this.waiting.delete(timer);
        timer.call();
      }
  }
}

/** A storage whose methods need its private fields, and that has no parts. */
export class PrivateStorage implements Pick<SessionStorage, 'name' | 'ready'> {
  readonly name = 'private';
  readonly #isReady: boolean;

  constructor(isReady: boolean) {
    this.#isReady = isReady;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Answers no promise. */
  count(): number {
    return this.#isReady ? 1 : 0;
  }

  async ready(): Promise<void> {
    if (!this.#isReady) throw new TypeError('not ready for +447400123456');
    await Promise.resolve();
  }
}
