import { randomBytes } from 'node:crypto';
import { defaultSessionRules, type OpenSession, type ReadSession, type SubmitCode } from '@threepid/core';

const { sessionLifetimeMs, codeLifetimeMs, wrongCodesAllowed, messagesPerNumber } = defaultSessionRules;

/** When the tests begin, Unix ms. */
export const t0 = Date.now();

export function base64url(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** The first request of somebody new. */
export function openRequest(changes: Partial<OpenSession> = {}): OpenSession {
  const code = { nonce: base64url(4), mac: base64url(6) };
  const ids = { sessionId: base64url(12), numberId: base64url(12), generation: base64url(4) };
  return {
    slot: base64url(2).slice(0, 2),
    candidates: [{ ...ids, code, address: base64url(8) }],
    decoy: false,
    sendAttempt: 1,
    limits: messagesPerNumber,
    now: t0,
    sessionLifetimeMs,
    codeLifetimeMs,
    wrongCodesAllowed,
    ...changes,
  };
}

/** The right code of a session that `opened` started. */
export function submitRequest(opened: OpenSession, now = t0): SubmitCode {
  const { slot, candidates } = opened;
  return {
    slot,
    candidates: candidates.map(({ sessionId, code }) => ({ sessionId, mac: code.mac })),
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
    candidates: request.candidates.map((candidate) => ({ ...candidate, mac: base64url(6) })),
  };
}

/** Asks for a session that `opened` started. */
export function readRequest(opened: OpenSession, now = t0): ReadSession {
  const { slot, candidates } = opened;
  const sessionIds = candidates.map(({ sessionId }) => sessionId);
  return { slot, sessionIds, generation: generationOf(opened), now, wrongCodesAllowed };
}

function generationOf({ candidates }: OpenSession): string {
  return candidates[0]?.generation ?? '';
}
