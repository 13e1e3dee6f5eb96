import { askingCode, settled, type VerificationProgress } from './verification-state.js';

/** Storage in which the progress survives a reload, such as `sessionStorage`. It gets the client secret. */
export interface KeptProgress {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * The progress as JSON. A code is left out, because it and the client secret finish the session. So is a problem: it may be
 * over when the page is there again.
 */
export function progressToJson({ state, next }: VerificationProgress): string {
  const gone = { code: undefined, problem: undefined, resent: undefined };
  return JSON.stringify({ state: { ...settled(state), ...gone }, next });
}

/** Undefined if there is none, or something else: another version, or another program, may have the same key. */
export function progressFromJson(json: string | null): VerificationProgress | undefined {
  const { state, next } = (JSON.parse(json ?? '{}') ?? {}) as Partial<VerificationProgress>;
  if (state?.step === 'code' && state.session.sid)
    return { state: { ...askingCode(state.session, state.resendAt, 0), dead: state.dead }, next };
  const isWhole = state?.step === 'number' || (state?.step === 'verified' && state.session.sid);
  return isWhole ? { state, next } : undefined;
}
