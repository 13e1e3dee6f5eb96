import type { SoakAnswer, Call } from './soak-answer.js';
import type { Disturbance } from './weather.js';

/** A call whose answer is not the one of a calm day. */
export interface Unusual {
  readonly call: Call;
  readonly answer: SoakAnswer;
  /** How long it took, ms. */
  readonly ms: number;
  /** How long ago this person tried it first, ms: a repeated call may wait for the message of an earlier one. */
  readonly triedMs: number;
  /** What disturbs it. */
  readonly weather: readonly Disturbance[];
  /** What has disturbed this person since they began. */
  readonly before: readonly Disturbance[];
  /** Earlier calls of this person that failed in a way that is promised. */
  readonly failedBefore: number;
}

/** Failures after which a person has used up the messages of their number: each may have been one. */
const messagesUsedUp = 2;
/** The time for one message to a provider, ms, and for one step of the storage. */
const providerTimeoutMs = 8_000;
const storageTimeoutMs = 2_000;

/**
 * The disturbance by which an answer is promised although it is not that of a calm day; undefined if it never is.
 *
 * - 503 `M_UNKNOWN` while Redis fails over, and `M_SEND_ERROR` for whoever asks again because of it, after it too, while
 *   nobody knows what became of their attempt: packages/storage-redis/README.md, "When a rejected call was executed".
 * - 400 `M_SEND_ERROR` while a provider may have taken the message or not: docs/protocol.md, "Errors". In a storm on a
 *   machine that is too slow for it, that is so for a provider that can't answer in time.
 * - A cut connection when the process that answers is killed: packages/server/README.md, "Use all cores".
 *
 * While another program takes the processors, what ran into a time-out is only counted. A provider that is down or slow and
 * a rolling restart are no excuse for anything.
 */
export function excuseOf(unusual: Unusual): Disturbance | undefined {
  const { call, answer, ms, triedMs, weather, before, failedBefore } = unusual;
  const excuse = (kind: Disturbance, holds: boolean): Disturbance | undefined =>
    holds && weather.includes(kind) ? kind : undefined;
  const { outcome } = answer;
  const isUnsent = call === 'requestToken' && outcome === '400 M_SEND_ERROR';
  const isUnfinished = isUnsent && failedBefore > 0 && before.includes('Redis fails over');
  const unfinished = isUnfinished ? 'Redis fails over' : undefined;
  return (
    excuse('Redis fails over', outcome === '503 M_UNKNOWN') ??
    unfinished ??
    excuse('the first provider cuts connections', isUnsent) ??
    excuse('a storm', isUnsent && triedMs >= providerTimeoutMs) ??
    excuse('the machine is busy', outcome === '503 M_UNKNOWN' && ms >= storageTimeoutMs) ??
    excuse('the machine is busy', isUnsent && triedMs >= providerTimeoutMs) ??
    excuse('a process is killed', outcome === 'ECONNRESET')
  );
}

/**
 * True if a person may be told when to come back: their earlier calls failed, and may have been messages; or so many
 * wait for a failover, or for a machine that is too slow for a storm, that the guard has to take them for an attack.
 */
export function mayHaveToWait({ answer, before, failedBefore }: Unusual): boolean {
  const told = answer.outcome === '429 M_LIMIT_EXCEEDED' && answer.retryAfter !== undefined;
  const isCrowded = before.includes('a storm') || before.includes('Redis fails over');
  return (
    told && typeof answer.body['retry_after_ms'] === 'number' && (isCrowded || failedBefore >= messagesUsedUp)
  );
}

/**
 * What else may be answered to whoever was there when Redis failed over: a step that the new master doesn't have is lost,
 * and the code of a message whose sending could not be recorded can't be submitted. They ask for another one.
 * Source: docs/redis.md, "What a failover loses".
 */
export const lossOutcomes: readonly string[] = [
  '404 M_NO_VALID_SESSION',
  '400 M_SESSION_EXPIRED',
  '400 M_SESSION_NOT_VALIDATED',
];
