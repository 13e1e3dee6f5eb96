import type { VerificationSession } from '@threepid/client';

/** The current step, so that a reloaded page continues there. */
export type Progress =
  | { readonly step: 'number' }
  | {
      readonly step: 'code';
      readonly session: VerificationSession;
      /** Time from which the message may be sent again, in Unix milliseconds. */
      readonly resendAt: number;
    }
  | { readonly step: 'done'; readonly number: string };

const key = 'threepid.verification';

/** Saves the progress in this tab only, because the session contains the client secret. */
export function saveProgress(progress: Progress): void {
  try {
    if (progress.step === 'number') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(progress));
  } catch {
    // Without storage, a reloaded page starts over.
  }
}

export function loadProgress(): Progress {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as Progress | null) ?? { step: 'number' };
  } catch {
    return { step: 'number' };
  }
}
