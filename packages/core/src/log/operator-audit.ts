import type { OperatorChange } from '../domain/operator-change.js';
import type { Logger } from '../ports/logger.js';

/** A change, for the log. */
export interface AuditedChange extends OperatorChange {
  readonly action: 'release' | 'forget' | 'block' | 'unblock' | 'send-test';
  /** A masked number, a country or a prefix. */
  readonly target: string;
}

/** Writes the audit line of a change that was made. */
export function audit(logger: Logger, { by, action, target, reason }: AuditedChange): void {
  logger.info({ by, action, target, ...(reason === undefined ? {} : { reason }) }, 'operator');
}
