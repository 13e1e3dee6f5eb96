import type { KeptProgress } from '@threepid/client';
import type { UseVerificationOptions } from './use-verification.js';

/** Remembers over a reload which session the host has finished with. */
export interface FinishedSession {
  readonly has: (sid: string) => boolean;
  readonly add: (sid: string) => void;
}

/** Kept beside the progress. Without storage, or with a full one, nothing is remembered. */
export function finishedSession({
  storage,
  storageKey = 'threepid',
}: UseVerificationOptions): FinishedSession {
  const key = `${storageKey}.finished`;
  const using = <Result>(use: (kept: KeptProgress | null) => Result): Result | undefined => {
    try {
      return use(
        typeof storage === 'function' ? storage() : storage === undefined ? sessionStorage : storage,
      );
    } catch {
      return undefined;
    }
  };
  return {
    has: (sid) => using((kept) => kept?.getItem(key)) === sid,
    add: (sid) => using((kept) => kept?.setItem(key, sid)),
  };
}
