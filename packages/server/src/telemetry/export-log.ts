import type { Clock } from '@threepid/core';
import type { Logger } from 'pino';

/** The outcome of an export. */
export interface ExportOutcome {
  readonly error?: unknown;
  readonly isSent: boolean;
}

/** Time for which further failures are only counted after one was logged, in milliseconds. */
const quietMs = 60_000;

/** Logs that telemetry of one kind can't be sent: the first failure, one in a minute after it, and the end of them. */
export class ExportLog {
  private loggedAt: number | undefined;
  private failures = 0;

  constructor(
    private readonly signal: 'metrics' | 'traces',
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  took({ isSent, error }: ExportOutcome): void {
    if (isSent) this.sent();
    else this.failed(error);
  }

  private sent(): void {
    if (this.loggedAt === undefined) return;
    this.logger.info({ signal: this.signal, failures: this.failures }, 'telemetry is sent again');
    this.loggedAt = undefined;
    this.failures = 0;
  }

  private failed(err: unknown): void {
    this.failures += 1;
    const now = this.clock.now();
    if (this.loggedAt !== undefined && now - this.loggedAt < quietMs) return;
    this.loggedAt = now;
    this.logger.warn({ err, signal: this.signal, failures: this.failures }, 'telemetry could not be sent');
  }
}
