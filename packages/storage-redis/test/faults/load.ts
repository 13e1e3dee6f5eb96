import type { OpenSession } from '@threepid/core';
import type { RedisSessionStorage } from '@threepid/storage-redis';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, type Cluster, type Redis } from 'ioredis';
import { anew, guessRequest, openRequest, settleRequest } from '../requests.js';

const dayMs = 86_400_000;
const triesEach = 12;

/** Somebody who asks for more messages, and guesses more codes, than is allowed. */
interface Greedy {
  readonly request: OpenSession;
  /** Whether it asks for messages; else it guesses. */
  readonly asks: boolean;
  /** Messages that a call was told to send. */
  sent: number;
  /** Wrong codes that a call was told were judged. */
  judged: number;
  tries: number;
}

/** What a load came to, and what the storage knew of it in the end. */
export interface LoadReport {
  readonly calls: number;
  readonly failed: number;
  /** The longest time without a call that succeeded, ms. */
  readonly longestGapMs: number;
  readonly people: number;
  readonly sent: number;
  /** Sent messages that the storage forgot. */
  readonly sentLost: number;
  readonly judged: number;
  /** Judged guesses that the storage forgot. */
  readonly judgedLost: number;
  /** The most messages that one number got. */
  readonly mostSent: number;
  /** The most guesses judged in one session. */
  readonly mostJudged: number;
  /** The most messages of one number that the storage knows of. */
  readonly mostCounted: number;
  /** The most wrong codes of one session that the storage knows of. */
  readonly mostWrong: number;
}

/** Many people at once who ask and guess, in any order, until they are told to stop. */
export class Load {
  private readonly crowd: (Greedy | undefined)[];
  private readonly finished: Greedy[] = [];
  private isOver = false;
  private calls = 0;
  private failed = 0;
  private lastSuccess = Date.now();
  private longestGapMs = 0;

  /**
   * @param slots where their sessions lie.
   * @param people how many are at it at any time: their budgets are partly used when the fault comes.
   */
  constructor(
    private storage: RedisSessionStorage,
    private readonly slots: readonly string[],
    private readonly workers = 16,
    private readonly people = 400,
  ) {
    this.crowd = Array.from({ length: people }, () => undefined);
  }

  /** Runs until `fault` is over. */
  async during(fault: () => Promise<void>): Promise<void> {
    const working = Promise.all(Array.from({ length: this.workers }, () => this.work()));
    try {
      await fault();
    } finally {
      this.isOver = true;
      await working;
    }
  }

  /** Has all further calls go to another storage over the same servers. */
  goOnWith(storage: RedisSessionStorage): void {
    this.storage = storage;
  }

  /** Calls so far. */
  get asked(): number {
    return this.calls;
  }

  /** Calls that succeeded so far. */
  get succeeded(): number {
    return this.calls - this.failed;
  }

  async report(redis: Redis | Cluster): Promise<LoadReport> {
    const people = [...this.finished, ...this.crowd.filter((person) => person !== undefined)];
    const kept = await Promise.all(
      people.map(async (person) => ({ ...person, ...(await keptOf(redis, person)) })),
    );
    const sum = (value: (person: (typeof kept)[0]) => number): number =>
      kept.reduce((total, one) => total + value(one), 0);
    const most = (value: (person: (typeof kept)[0]) => number): number => Math.max(...kept.map(value));
    return {
      calls: this.calls,
      failed: this.failed,
      longestGapMs: this.longestGapMs,
      people: people.length,
      sent: sum(({ sent }) => sent),
      sentLost: sum(({ sent, counted }) => Math.max(0, sent - counted)),
      judged: sum(({ judged }) => judged),
      judgedLost: sum(({ judged, wrong }) => Math.max(0, judged - wrong)),
      mostSent: most(({ sent }) => sent),
      mostJudged: most(({ judged }) => judged),
      mostCounted: most(({ counted }) => counted),
      mostWrong: most(({ wrong }) => wrong),
    };
  }

  private async work(): Promise<void> {
    while (!this.isOver) {
      const person = this.somebody();
      await this.count(() => (person.asks ? this.ask(person) : this.guess(person)));
    }
  }

  private somebody(): Greedy {
    const place = Math.floor(Math.random() * this.people);
    const person = this.crowd[place];
    if (person !== undefined && person.tries < triesEach) return person;
    if (person !== undefined) this.finished.push(person);
    const slot = this.slots[Math.floor(Math.random() * this.slots.length)] ?? '';
    const request = openRequest({ slot, now: Date.now() });
    const somebody = { request, asks: Math.random() < 0.5, sent: 0, judged: 0, tries: 0 };
    this.crowd[place] = somebody;
    return somebody;
  }

  private async ask(person: Greedy): Promise<void> {
    person.tries += 1;
    const request = anew(person.request, { sendAttempt: person.tries, now: Date.now() });
    const outcome = await this.storage.open(request);
    if (outcome.kind !== 'opened' || outcome.message.kind !== 'claimed') return;
    person.sent += 1;
    await this.storage.settle(settleRequest(request, 'sent', Date.now()));
  }

  /** The first time there is a session to be opened. */
  private async guess(person: Greedy): Promise<void> {
    if (person.tries === 0) return this.ask(person);
    person.tries += 1;
    const outcome = await this.storage.submit(guessRequest(person.request, Date.now()));
    if (outcome.kind === 'incorrect') person.judged += 1;
    if (outcome.kind === 'validated') throw new Error('a wrong code validated a session');
  }

  private async count(call: () => Promise<void>): Promise<void> {
    this.calls += 1;
    try {
      await call();
      this.longestGapMs = Math.max(this.longestGapMs, Date.now() - this.lastSuccess);
      this.lastSuccess = Date.now();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StorageUnavailableError') throw error;
      this.failed += 1;
      // A client that rejects at once lets nothing else happen, timers included, if it is asked again at once.
      await nextTurn();
    }
  }
}

/** What the storage knows of somebody: read past it, from the bytes. */
async function keptOf(
  redis: Redis | Cluster,
  { request }: Greedy,
): Promise<{ counted: number; wrong: number }> {
  const { slot, numberId, bySecret, now } = request;
  const [entry] = bySecret as [(typeof bySecret)[0] & object];
  const session = Buffer.concat([Buffer.from(`3p:{${slot}}s`), Buffer.from(entry.sessionId, 'base64url')]);
  const quarter = (Buffer.from(numberId, 'base64url')[0] ?? 0) >> 6;
  const counts = [now, now + dayMs].map((time) => `3p:{${slot}}n${quarter}${Math.floor(time / dayMs)}`);
  const packed = await Promise.all(
    counts.map((key) => send(redis, 'hget', [key, Buffer.from(numberId, 'base64url')])),
  );
  const bytes = await send(redis, 'get', [session]);
  return {
    counted: packed.reduce((total, times) => total + (times?.length ?? 0) / 4, 0),
    wrong: bytes?.readUInt8(2) ?? 0,
  };
}

function send(redis: Redis | Cluster, name: string, args: (string | Buffer)[]): Promise<Buffer | null> {
  const command = new Command(name, args, { replyEncoding: null });
  redis.sendCommand(command);
  return command.promise as Promise<Buffer | null>;
}
