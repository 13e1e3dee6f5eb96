import type { VerificationSession } from '@threepid/client';

/** How far a person is, so that a page that is loaded again goes on there. */
export type Progress =
  | { readonly step: 'number' }
  | {
      readonly step: 'code';
      readonly session: VerificationSession;
      /** When another message may be asked for, Unix time in milliseconds. */
      readonly resendAt: number;
    }
  | { readonly step: 'done'; readonly number: string };

const key = 'threepid.verification';

/** Kept in this tab alone, and gone with it: the session holds the client secret. */
export function saveProgress(progress: Progress): void {
  try {
    if (progress.step === 'number') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(progress));
  } catch {
    // Without storage, a page that is loaded again starts over.
  }
}

export function loadProgress(): Progress {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as Progress | null) ?? { step: 'number' };
  } catch {
    return { step: 'number' };
  }
}
