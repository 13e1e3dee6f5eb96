import {
  createVerification,
  type KeptProgress,
  type Verification,
  type VerificationState,
} from '@threepid/client';
import type { VerificationOptions } from '@threepid/client';
import { useEffect, useState } from 'react';

/** Options of `useVerification`: those of `createVerification`, with another default of `storage`. */
export interface UseVerificationOptions extends Omit<VerificationOptions, 'storage'> {
  /**
   * Storage in which the progress survives a reload. It gets the client secret. Default: `sessionStorage`. `null`: none, so
   * that a reloaded page starts over.
   */
  readonly storage?: KeptProgress | (() => KeptProgress) | null;
}

/** A verification during a render: its state, and what a person can do. */
export interface UsedVerification extends Omit<Verification, 'subscribe' | 'restore' | 'stop'> {
  /** False until the page is hydrated and the progress is restored. A server always renders the first step. */
  readonly ready: boolean;
}

/**
 * The verification of a number, for a component of your own. It continues where it was after a reload, and ends its calls
 * when the component is unmounted.
 *
 * @param options are read once, when the component is mounted.
 */
export function useVerification(options: UseVerificationOptions = {}): UsedVerification {
  const [verification] = useState(() => createVerification(withStorage(options)));
  const [{ state, ready }, setSeen] = useState<Seen>({ state: verification.state, ready: false });
  useEffect(() => {
    const see = (): void => {
      setSeen({ state: verification.state, ready: true });
    };
    const unsubscribe = verification.subscribe(see);
    verification.restore();
    see();
    return () => {
      unsubscribe();
      verification.stop();
    };
  }, [verification]);
  const { request, resend, submit, changeNumber, restart } = verification;
  return { state, ready, request, resend, submit, changeNumber, restart };
}

interface Seen {
  readonly state: VerificationState;
  readonly ready: boolean;
}

function withStorage({ storage, ...options }: UseVerificationOptions): VerificationOptions {
  return storage === null ? options : { ...options, storage: storage ?? (() => sessionStorage) };
}
