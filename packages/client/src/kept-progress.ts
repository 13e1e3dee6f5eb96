import { askingCode, settled, type SettledState, type VerificationProgress } from './verification-state.js';

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

/**
 * Undefined if there is none.
 *
 * @throws if it is something else: another version, or another program, may have the same key.
 */
export function progressFromJson(json: string | null): VerificationProgress | undefined {
  if (!json) return undefined;
  const { state, next } = JSON.parse(json) as VerificationProgress & { readonly state: SettledState };
  if (state.step !== 'number' && !state.session.sid) return undefined;
  if (state.step !== 'code') return { state, next };
  return { state: { ...askingCode(state.session, state.resendAt, 0), dead: state.dead }, next };
}
