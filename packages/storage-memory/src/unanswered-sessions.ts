import { LinkedQueue, type Place } from './linked-queue.js';

/** A session whose code nobody has submitted yet. */
export interface UnansweredSession {
  readonly key: string;
  readonly codeMadeAt: number;
  readonly codeExpiresAt: number;
  /** Digests of who asked for the code: the number, and the client's address and networks. No digest twice. */
  readonly openers: readonly string[];
}

/** The unanswered sessions in the order in which their codes were made, all of them and those of each opener. */
export class UnansweredSessions {
  private readonly all = new LinkedQueue<UnansweredSession>();
  private readonly byOpener = new Map<string, LinkedQueue<UnansweredSession>>();
  /** The places of each session: the first among all, then one for each of its openers. */
  private readonly places = new Map<string, readonly Place<UnansweredSession>[]>();

  get oldest(): UnansweredSession | undefined {
    return this.all.first;
  }

  countOf(opener: string): number {
    return this.byOpener.get(opener)?.size ?? 0;
  }

  oldestOf(opener: string): UnansweredSession | undefined {
    return this.byOpener.get(opener)?.first;
  }

  /** Adds a session that is not among them. */
  add(session: UnansweredSession): void {
    const queues = [this.all, ...session.openers.map((opener) => this.queueOf(opener))];
    const places = queues.map((queue) => queue.add(session));
    this.places.set(session.key, places);
  }

  /** Takes a session out, if it is among them. */
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
