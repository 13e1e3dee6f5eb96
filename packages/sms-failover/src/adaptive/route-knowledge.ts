import {
  type Clock,
  type Logger,
  type RouteCount,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';
import { inTime } from '../in-time.js';
import { CountryKnowledge } from './country-knowledge.js';

export interface RouteKnowledgeOptions {
  readonly storage: RouteStorage;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is known is asked for again, in the background, after so long. */
const freshMs = 5_000;

/** What is older than this is worth a short wait: this process may have slept. */
const usableMs = 60_000;

/** How long a message waits for what the storage knows, at most. */
const patienceMs = 100;

/** A storage that fails is reported once in so long. */
const reportEveryMs = 60_000;

/** What is known of the senders, by country, of which there are some 250. */
export class RouteKnowledge {
  private readonly countries = new Map<string, CountryKnowledge>();
  private reportedAt = -Infinity;

  constructor(private readonly options: RouteKnowledgeOptions) {}

  /** What is known of a country. Waits for the storage only if this process has known nothing lately, and not for long. */
  async of(country: string): Promise<RouteRecord> {
    const now = this.options.clock.now();
    const knowledge = this.country(country);
    const ageMs = knowledge.ageAt(now);
    if (ageMs > usableMs) await inTime(knowledge.refresh(now), patienceMs, () => undefined);
    else if (ageMs > freshMs) void knowledge.refresh(now);
    return knowledge.record;
  }

  count(country: string, count: RouteCount): void {
    this.country(country).count(count, this.options.clock.now());
  }

  private country(name: string): CountryKnowledge {
    const known = this.countries.get(name);
    if (known !== undefined) return known;
    const made = new CountryKnowledge(name, this.options.storage, (err) => {
      this.reportFailure(err);
    });
    this.countries.set(name, made);
    return made;
  }

  private reportFailure(err: unknown): void {
    const { clock, logger, storage } = this.options;
    const now = clock.now();
    if (Math.abs(now - this.reportedAt) < reportEveryMs) return;
    this.reportedAt = now;
    logger.warn(
      { storage: storage.name, err },
      'the storage of routes failed; messages are routed by what this process knows',
    );
  }
}
