import { randomUUID } from 'node:crypto';
import {
  defaultSessionRules,
  type MessageLimit,
  type MessageResult,
  type OpenBySecret,
  type OpenOutcome,
  type OpenSession,
  type ReadSession,
  type SettleMessage,
  type SubmitCode,
} from '@threepid/core';

export const t0 = 1_700_000_000_000;
export const minute = 60_000;
export const hour = 60 * minute;
export const { sessionLifetimeMs, codeLifetimeMs } = defaultSessionRules;
export const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];

/** A request for a message by somebody new, to a new number. The message counts as sent at once. */
export function openRequest(now: number, wishes: Partial<OpenSession> = {}): OpenSession {
  const { wrongCodesAllowed } = defaultSessionRules;
  return {
    slot: '..',
    numberId: bytes(12),
    bySecret: [newOpenBySecret()],
    decoy: false,
    sendAttempt: 1,
    limits: [],
    claim: bytes(4),
    claimLifetimeMs: 0,
    openedBy: [],
    now,
    sessionLifetimeMs,
    codeLifetimeMs,
    wrongCodesAllowed,
    ...wishes,
  };
}

export function readRequest(opened: OpenSession, now: number): ReadSession {
  const { sessionId, generation } = firstBySecret(opened);
  return { slot: opened.slot, sessionIds: [sessionId], generation, now, wrongCodesAllowed: 5 };
}

/** The right code, while the session has its first one. */
export function submitRequest(opened: OpenSession, now: number): SubmitCode {
  const { sessionId, generation, code } = firstBySecret(opened);
  const bySecret = [{ sessionId, mac: code.mac }];
  return { slot: opened.slot, bySecret, generation, now, sessionLifetimeMs, wrongCodesAllowed: 5 };
}

/** What became of the message of `opened`, which is to have a claim that lives. */
export function settleRequest(
  { slot, numberId, claim, now: openedAt, ...opened }: OpenSession,
  result: MessageResult,
  now: number,
): SettleMessage {
  const { sessionId } = firstBySecret(opened);
  return { slot, sessionId, numberId, claim, result, refund: true, openedAt, now };
}

export function newId(): string {
  return bytes(12);
}

/** True if a message is to be sent; false also where the number is limited. */
export function sends(outcome: OpenOutcome): boolean {
  return outcome.kind === 'opened' && outcome.message.kind === 'claimed';
}

/** What a call rejects with; undefined if it resolves. */
export function rejection(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (err: unknown) => err,
  );
}

export function firstBySecret({ bySecret: [entry] }: Pick<OpenSession, 'bySecret'>): OpenBySecret {
  if (entry === undefined) throw new TypeError('a request has values under at least one secret');
  return entry;
}

function newOpenBySecret(): OpenBySecret {
  return {
    sessionId: bytes(12),
    generation: bytes(4),
    code: { nonce: bytes(4), mac: bytes(6) },
    address: bytes(8),
  };
}

// As long as the base64url of so many bytes, and quick to make 100,000 times.
function bytes(count: number): string {
  return randomUUID()
    .replaceAll('-', '')
    .slice(0, Math.ceil((count * 4) / 3));
}
