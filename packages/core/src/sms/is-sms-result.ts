import type { SmsResult } from '../ports/sms-sender.js';

const kinds: ReadonlySet<unknown> = new Set([
  'sent',
  'refused',
  'unavailable',
  'rejected-destination',
] satisfies SmsResult['kind'][]);

/** True for an SmsResult: senders in plain JavaScript may return anything. */
export function isSmsResult(answer: unknown): answer is SmsResult {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && kinds.has(answer.kind);
}
