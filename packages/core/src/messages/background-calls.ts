import { setImmediate } from 'node:timers/promises';
import { RepeatedErrorLog } from '../log/repeated-error-log.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { withinPatience } from './within-patience.js';
import { withinTime } from './within-time.js';

/** More at once mean that a provider is slow or down. */
const mostToProviders = 64;

/** Longer than the senders' own time-outs. After it, a call no longer counts as running. */
const longestCallMs = 30_000;

/** How long a host that stops waits. */
const closingMs = 5_000;

/** Calls that nobody waits for. Their errors are logged, and those that are too many are dropped. */
export class BackgroundCalls {
  private readonly running = new Set<Promise<void>>();
  private readonly errors: RepeatedErrorLog;
  private readonly drops: RepeatedErrorLog;
  private isClosed = false;

  constructor(
    logger: Logger,
    private readonly clock: Clock,
    private readonly mostAtOnce = mostToProviders,
  ) {
    this.errors = new RepeatedErrorLog(logger, clock);
    this.drops = new RepeatedErrorLog(logger, clock);
  }

  /** Makes a call, after what the process is doing now. */
  run(call: () => Promise<unknown>): void {
    if (this.isClosed) return;
    if (this.running.size >= this.mostAtOnce) {
      this.drop();
      return;
    }
    const running = this.attempt(call);
    this.running.add(running);
    void running.then(() => this.running.delete(running));
  }

  /** Logs a call that isn't made because there are too many. */
  drop(): void {
    this.drops.error({}, 'too many messages at once: their providers do not learn what became of them');
  }

  /** Makes no more calls, and waits for those that run, but not for long. */
  async close(longestMs = closingMs): Promise<void> {
    this.isClosed = true;
    await withinPatience(Promise.all(this.running), undefined, longestMs);
  }

  private async attempt(call: () => Promise<unknown>): Promise<void> {
    try {
      // The answer to the person goes first.
      await setImmediate();
      await withinTime(this.clock, longestCallMs, call(), undefined);
    } catch (err) {
      this.errors.error({ err }, 'a provider could not learn what became of a message');
    }
  }
}
