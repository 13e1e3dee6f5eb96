import type { OpenBySecret, OpenSession } from '@threepid/core';
import { noMessages, underNewCode, underNewSession, type SessionMessages } from './session-messages.js';

/** A code as it is kept. */
export interface Code {
  readonly nonce: string;
  readonly mac: string;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly isDecoy: boolean;
}

/** A session as it is kept. Replaced when it changes, never altered. */
export interface Session {
  readonly generation: string;
  readonly code: Code;
  readonly address: string;
  readonly nextLink: string | undefined;
  readonly wrongCodes: number;
  readonly validatedAt: number | undefined;
  readonly expiresAt: number;
  readonly messages: SessionMessages;
}

/** A session under the first secret, in the place of `dead` if there is one. */
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
  };
}

/** A session that goes on with one more message, under another code if the one in force won't do. */
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

/** True if the digest is that of the code. It is keyed: how long comparing takes says nothing about a code. */
export function isRightCode(code: Code, mac: string | undefined): boolean {
  return !code.isDecoy && code.mac === mac;
}

function codeInForce(request: OpenSession, entry: OpenBySecret, code: Code): Code {
  const fresh = freshCode(request, entry);
  if (code.expiresAt <= request.now) return fresh;
  // A later end would tell whoever asks that the session changed between a decoy and a real one.
  return code.isDecoy === request.decoy ? code : { ...fresh, madeAt: code.madeAt, expiresAt: code.expiresAt };
}

function freshCode({ now, codeLifetimeMs, decoy }: OpenSession, { code }: OpenBySecret): Code {
  return { nonce: code.nonce, mac: code.mac, madeAt: now, expiresAt: now + codeLifetimeMs, isDecoy: decoy };
}
