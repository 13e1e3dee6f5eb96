import { LinkedQueue, type Place } from './linked-queue.js';

/** A session whose code has not been submitted yet. */
export interface UnansweredSession {
  readonly key: string;
  readonly codeMadeAt: number;
  readonly codeExpiresAt: number;
  /** Digests of the code's openers: the number, and the client's address and networks. No duplicates. */
  readonly openers: readonly string[];
}

/** The unanswered sessions in the order of their codes' creation, in total and per opener. */
export class UnansweredSessions {
  private readonly all = new LinkedQueue<UnansweredSession>();
  private readonly byOpener = new Map<string, LinkedQueue<UnansweredSession>>();
  /** The places of each session: first among all, then one for each of its openers. */
  private readonly places = new Map<string, readonly Place<UnansweredSession>[]>();

  get oldest(): UnansweredSession | undefined {
    return this.all.first;
  }

  /** Number of openers that have any. */
  get openers(): number {
    return this.byOpener.size;
  }

  countOf(opener: string): number {
    return this.byOpener.get(opener)?.size ?? 0;
  }

  oldestOf(opener: string): UnansweredSession | undefined {
    return this.byOpener.get(opener)?.first;
  }

  /** Adds a session that is not in the queues. */
  add(session: UnansweredSession): void {
    const queues = [this.all, ...session.openers.map((opener) => this.queueOf(opener))];
    const places = queues.map((queue) => queue.add(session));
    this.places.set(session.key, places);
  }

  /** Removes a session, if it is in the queues. */
  remove(key: string): void {
    const places = this.places.get(key);
    if (places === undefined) return;
    this.places.delete(key);
    for (const place of places) place.queue.remove(place);
    for (const opener of places[0]?.value.openers ?? []) this.forgetIfEmpty(opener);
  }

  private queueOf(opener: string): LinkedQueue<UnansweredSession> {
    const queue = this.byOpener.get(opener) ?? new LinkedQueue<UnansweredSession>();
    this.byOpener.set(opener, queue);
    return queue;
  }

  private forgetIfEmpty(opener: string): void {
    if (this.countOf(opener) === 0) this.byOpener.delete(opener);
  }
}
