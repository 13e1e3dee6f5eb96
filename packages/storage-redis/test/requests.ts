import { randomBytes } from 'node:crypto';
import {
  defaultSessionRules,
  type MessageResult,
  type OpenSession,
  type ReadMessage,
  type ReadSession,
  type SettleMessage,
  type SubmitCode,
} from '@threepid/core';

const { sessionLifetimeMs, codeLifetimeMs, wrongCodesAllowed, claimLifetimeMs, limits } = defaultSessionRules;

/** When the tests begin, Unix ms. */
export const t0 = Date.now();

export function base64url(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** The first request of somebody new. Another call of theirs has another claim: see `anew`. */
export function openRequest(changes: Partial<OpenSession> = {}): OpenSession {
  const code = { nonce: base64url(4), mac: base64url(6) };
  const ids = { sessionId: base64url(12), generation: base64url(4) };
  return {
    slot: base64url(2).slice(0, 2),
    numberId: base64url(12),
    bySecret: [{ ...ids, code, address: base64url(8) }],
    decoy: false,
    sendAttempt: 1,
    limits: limits.perNumber,
    claim: base64url(4),
    claimLifetimeMs,
    openedBy: [],
    now: t0,
    sessionLifetimeMs,
    codeLifetimeMs,
    wrongCodesAllowed,
    ...changes,
  };
}

/** A later call of the same person. */
export function anew(opened: OpenSession, changes: Partial<OpenSession> = {}): OpenSession {
  return { ...opened, claim: base64url(4), ...changes };
}

/** What became of the message that `opened` claimed. A failed one leaves its number's count. */
export function settleRequest(opened: OpenSession, result: MessageResult, now = opened.now): SettleMessage {
  const { numberId, now: openedAt } = opened;
  return { ...messageRequest(opened, now), numberId, openedAt, result, refund: result === 'failed' };
}

/** Asks for what became of the message that `opened` claimed. */
export function messageRequest(opened: OpenSession, now = opened.now): ReadMessage {
  const { slot, claim, bySecret } = opened;
  return { slot, claim, sessionId: bySecret[0]?.sessionId ?? '', generation: generationOf(opened), now };
}

/** The right code of a session that `opened` started. */
export function submitRequest(opened: OpenSession, now = t0): SubmitCode {
  const { slot, bySecret } = opened;
  return {
    slot,
    bySecret: bySecret.map(({ sessionId, code }) => ({ sessionId, mac: code.mac })),
    generation: generationOf(opened),
    now,
    sessionLifetimeMs,
    wrongCodesAllowed,
  };
}

/** A wrong code for a session that `opened` started. */
export function guessRequest(opened: OpenSession, now = t0): SubmitCode {
  const request = submitRequest(opened, now);
  return {
    ...request,
    bySecret: request.bySecret.map((entry) => ({ ...entry, mac: base64url(6) })),
  };
}

/** Asks for a session that `opened` started. */
export function readRequest(opened: OpenSession, now = t0): ReadSession {
  const { slot, bySecret } = opened;
  const sessionIds = bySecret.map(({ sessionId }) => sessionId);
  return { slot, sessionIds, generation: generationOf(opened), now, wrongCodesAllowed };
}

function generationOf({ bySecret }: OpenSession): string {
  return bySecret[0]?.generation ?? '';
}
