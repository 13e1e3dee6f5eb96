import { setTimeout } from 'node:timers/promises';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { MessageResult, ReadMessage, SessionStorage } from '../ports/session-storage.js';
import { patienceMs, withinPatience } from './within-patience.js';

/** A message that a call has claimed. */
export type ClaimedMessage = Omit<ReadMessage, 'now'>;

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * In-flight messages. One call sends, and equal calls wait for its outcome: in the same process they get it at once; in
 * other processes they poll the storage.
 */
@injectable()
export class MessagesUnderWay {
  private readonly here = new Map<string, () => Promise<MessageResult>>();

  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /** Sends a message and passes its outcome to the waiting calls. `send` never rejects. */
  async send<Result>(
    message: ClaimedMessage,
    send: () => Promise<Result>,
    resultOf: (result: Result) => MessageResult,
  ): Promise<Result> {
    const key = keyOf(message);
    const sending = send();
    this.here.set(key, () => sending.then(resultOf));
    try {
      return await sending;
    } finally {
      this.here.delete(key);
    }
  }

  /**
   * Waits for the outcome of a message that another call claimed; `unknown` if that takes too long.
   *
   * @param patience how long it waits at most, in milliseconds.
   * @throws StorageUnavailableError
   */
  async outcomeOf(message: ClaimedMessage, patience = patienceMs): Promise<MessageResult> {
    const here = this.here.get(keyOf(message));
    return here === undefined
      ? this.askStorage(message, patience)
      : withinPatience(here(), 'unknown', patience);
  }

  private async askStorage(message: ClaimedMessage, patience: number): Promise<MessageResult> {
    const ask = () => this.storage.outcomeOf({ ...message, now: this.clock.now() });
    for (const pause of pausesWithin(patience)) {
      const outcome = await ask();
      if (outcome !== 'under-way') return outcome;
      await setTimeout(pause);
    }
    const last = await ask();
    return last === 'under-way' ? 'unknown' : last;
  }
}

/** The pauses between looks, in milliseconds: each twice as long as the last one, up to a second, until the patience is over. */
export function* pausesWithin(patience: number): Generator<number> {
  let pause = firstPauseMs;
  for (let waited = 0; waited < patience; waited += pause, pause = Math.min(2 * pause, longestPauseMs))
    yield pause;
}

function keyOf({ slot, sessionId, claim }: ClaimedMessage): string {
  return `${slot}${sessionId}${claim}`;
}
