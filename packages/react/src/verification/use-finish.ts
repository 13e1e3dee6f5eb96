import type { VerificationSession, VerificationState } from '@threepid/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLatest } from '../look/use-latest.js';
import type { FinishedSession } from './finished-session.js';

/** A number that was verified. Your server asks threepid for it by `sid` and `clientSecret`, and trusts nothing else. */
export interface VerifiedSession {
  readonly sid: string;
  readonly clientSecret: string;
  /** The number in E.164 without the `+`, if the server reported it. */
  readonly msisdn: string | undefined;
}

/** Called with the verified number. While its promise is pending, the person waits; if it rejects, they can try again. */
export type OnVerified = (verified: VerifiedSession) => unknown;

/** How far the host is with a verified number. */
export interface Finish {
  readonly step: 'waiting' | 'failed' | 'done';
  /** True if it failed before. */
  readonly again: boolean;
}

const first: Finish = { step: 'waiting', again: false };

/**
 * Tells the host of a verified number: once, and again if the host failed or the page was reloaded meanwhile.
 *
 * @returns how far the host is, and a function that lets it try again.
 */
export function useFinish(
  state: VerificationState,
  onVerified: OnVerified | undefined,
  finished: FinishedSession,
): readonly [Finish, () => void] {
  const session = state.step === 'verified' ? state.session : undefined;
  const [{ sid, finish }, setFinish] = useState<FinishOfSession>({ sid: undefined, finish: first });
  const latest = useLatest({ onVerified, finished });
  // React runs effects twice in development.
  const begun = useRef<string>(undefined);

  const run = useCallback(
    async (verified: VerificationSession, again: boolean): Promise<void> => {
      const show = (step: Finish['step']): void => {
        // The person may have started over, and have verified another number since.
        if (begun.current !== verified.sid) return;
        if (step === 'done') latest.current.finished.add(verified.sid);
        setFinish({ sid: verified.sid, finish: { step, again } });
      };
      show('waiting');
      try {
        await latest.current.onVerified?.(verifiedOf(verified));
        show('done');
      } catch (error) {
        show(isRedirect(error) ? 'done' : 'failed');
        // Next.js leaves for the other page once it is thrown in a render.
        if (isRedirect(error)) setFinish(() => raise(error));
      }
    },
    [latest],
  );
  useEffect(() => {
    if (begun.current === session?.sid) return;
    begun.current = session?.sid;
    if (session === undefined) return;
    if (latest.current.finished.has(session.sid))
      setFinish({ sid: session.sid, finish: { step: 'done', again: false } });
    else void run(session, false);
  }, [session, latest, run]);
  const retry = (): void => {
    if (session !== undefined) void run(session, true);
  };
  return [sid === session?.sid ? finish : first, retry];
}

/**
 * True if a server action of Next.js has called `redirect`: the promise of such an action rejects.
 *
 * Source: Next.js, `client/components/redirect-error.ts`.
 */
function isRedirect(error: unknown): error is Error {
  return error instanceof Error && 'digest' in error && String(error.digest).startsWith('NEXT_REDIRECT');
}

function raise(error: Error): never {
  throw error;
}

interface FinishOfSession {
  readonly sid: string | undefined;
  readonly finish: Finish;
}

function verifiedOf({ sid, clientSecret, msisdn }: VerificationSession): VerifiedSession {
  return { sid, clientSecret, msisdn };
}
