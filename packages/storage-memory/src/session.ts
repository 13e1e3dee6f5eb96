import type { OpenBySecret, OpenSession } from '@threepid/core';
import { noMessages, underNewCode, underNewSession, type MessagesState } from './session-messages.js';

/** A stored code. */
export interface Code {
  readonly nonce: string;
  readonly mac: string;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly isDecoy: boolean;
}

/** A stored session. Immutable: a change replaces it. */
export interface Session {
  readonly generation: string;
  readonly code: Code;
  readonly address: string;
  readonly nextLink: string | undefined;
  readonly wrongCodes: number;
  readonly validatedAt: number | undefined;
  readonly expiresAt: number;
  readonly messages: MessagesState;
  /** What is kept of the last message. */
  readonly sentMessage: string | undefined;
}

/** A session under the first secret, replacing `dead` if there is one. */
export function startedSession(
  request: OpenSession,
  first: OpenBySecret,
  dead: Session | undefined,
): Session {
  return {
    generation: first.generation,
    code: freshCode(request, first),
    address: first.address,
    nextLink: first.nextLink,
    wrongCodes: 0,
    validatedAt: undefined,
    expiresAt: request.now + request.sessionLifetimeMs,
    messages: dead === undefined ? noMessages : underNewSession(dead.messages, request.now),
    sentMessage: undefined,
  };
}

/** The session with one more message, and with another code if the current one can't be used. */
export function continuedSession(request: OpenSession, entry: OpenBySecret, session: Session): Session {
  const code = codeInForce(request, entry, session.code);
  return {
    ...session,
    code,
    nextLink: entry.nextLink ?? session.nextLink,
    expiresAt:
      session.validatedAt === undefined ? request.now + request.sessionLifetimeMs : session.expiresAt,
    messages: code === session.code ? session.messages : underNewCode(session.messages),
  };
}

/**
 * True if the digest is that of the code. The digest is keyed, so the time of a comparison reveals nothing about a
 * code.
 */
export function isRightCode(code: Code, mac: string | undefined): boolean {
  return !code.isDecoy && code.mac === mac;
}

function codeInForce(request: OpenSession, entry: OpenBySecret, code: Code): Code {
  const fresh = freshCode(request, entry);
  if (code.expiresAt <= request.now) return fresh;
  // A later expiry would reveal that the session changed between a decoy and a real one.
  return code.isDecoy === request.decoy ? code : { ...fresh, madeAt: code.madeAt, expiresAt: code.expiresAt };
}

function freshCode({ now, codeLifetimeMs, decoy }: OpenSession, { code }: OpenBySecret): Code {
  return { nonce: code.nonce, mac: code.mac, madeAt: now, expiresAt: now + codeLifetimeMs, isDecoy: decoy };
}
