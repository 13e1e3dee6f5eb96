import { setTimeout } from 'node:timers/promises';
import type { SessionRules } from '../domain/session-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { MessageResult, ReadMessage, SessionStorage } from '../ports/session-storage.js';

/** A message that some call has claimed. */
export type ClaimedMessage = Omit<ReadMessage, 'now'>;

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * Messages that are being sent, for equal calls that wait for them: one call sends, and all learn what became of it. A
 * call in this process learns it at once; one in another process asks the storage again and again.
 */
@injectable()
export class MessagesUnderWay {
  private readonly here = new Map<string, Promise<MessageResult>>();

  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /** Sends a message, and tells what became of it to those who wait. `send` never rejects. */
  async send<Result>(
    message: ClaimedMessage,
    send: () => Promise<Result>,
    resultOf: (result: Result) => MessageResult,
  ): Promise<Result> {
    const key = keyOf(message);
    const sending = send();
    this.here.set(key, sending.then(resultOf));
    try {
      return await sending;
    } finally {
      this.here.delete(key);
    }
  }

  /**
   * Waits until it is known what became of a message that another call claimed; `sent` if nobody says so within the
   * claim's lifetime.
   *
   * @throws StorageUnavailableError
   */
  async outcomeOf(message: ClaimedMessage): Promise<MessageResult> {
    return this.here.get(keyOf(message)) ?? this.askStorage(message);
  }

  private async askStorage(message: ClaimedMessage): Promise<MessageResult> {
    let pause = firstPauseMs;
    for (let waited = 0; waited < this.rules.claimLifetimeMs; waited += pause) {
      const outcome = await this.storage.outcomeOf({ ...message, now: this.clock.now() });
      if (outcome !== 'under-way') return outcome;
      await setTimeout(pause);
      pause = Math.min(2 * pause, longestPauseMs);
    }
    return 'sent';
  }
}

function keyOf({ slot, sessionId, claim }: ClaimedMessage): string {
  return `${slot}${sessionId}${claim}`;
}
