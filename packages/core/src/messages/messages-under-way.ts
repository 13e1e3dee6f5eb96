import { setTimeout } from 'node:timers/promises';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { MessageResult, ReadMessage, SessionStorage } from '../ports/session-storage.js';

/** A message that some call has claimed. */
export type ClaimedMessage = Omit<ReadMessage, 'now'>;

const firstPauseMs = 50;
const longestPauseMs = 1_000;
/** How long a call waits for another's message: longer than a provider takes, and than most callers wait. */
const patienceMs = 30_000;

/**
 * Messages that are being sent, for equal calls that wait for them: one call sends, and all learn what became of it. A
 * call in this process learns it at once; one in another process asks the storage again and again.
 */
@injectable()
export class MessagesUnderWay {
  private readonly here = new Map<string, Promise<MessageResult>>();

  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
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
    const became = sending.then(resultOf);
    // Whoever waits for it handles it; if nobody does, the caller of this has its error.
    became.catch(() => undefined);
    this.here.set(key, became);
    try {
      return await sending;
    } finally {
      this.here.delete(key);
    }
  }

  /**
   * Waits until it is known what became of a message that another call claimed; `unknown` if that takes longer than
   * anybody waits.
   *
   * @throws StorageUnavailableError
   */
  async outcomeOf(message: ClaimedMessage): Promise<MessageResult> {
    const here = this.here.get(keyOf(message));
    return here === undefined ? this.askStorage(message) : withinPatience(here);
  }

  private async askStorage(message: ClaimedMessage): Promise<MessageResult> {
    let pause = firstPauseMs;
    for (let waited = 0; waited < patienceMs;) {
      const outcome = await this.storage.outcomeOf({ ...message, now: this.clock.now() });
      if (outcome !== 'under-way') return outcome;
      await setTimeout(pause);
      waited += pause;
      pause = Math.min(2 * pause, longestPauseMs);
    }
    return 'unknown';
  }
}

async function withinPatience(result: Promise<MessageResult>): Promise<MessageResult> {
  const over = new AbortController();
  const patience = setTimeout(patienceMs, 'unknown' as const, { signal: over.signal });
  // It is aborted when it is not needed any more.
  patience.catch(() => undefined);
  try {
    return await Promise.race([result, patience]);
  } finally {
    over.abort();
  }
}

function keyOf({ slot, sessionId, claim }: ClaimedMessage): string {
  return `${slot}${sessionId}${claim}`;
}
