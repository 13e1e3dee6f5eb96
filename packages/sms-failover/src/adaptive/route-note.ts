import type { SmsResult } from '@threepid/core';

/** A note of ours, and what it was put before. */
export interface RouteNote {
  /** Minutes since the Unix epoch in which the message was counted; undefined if it wasn't. */
  readonly minute: number | undefined;
  /** The note of the sender itself. */
  readonly rest: string | undefined;
}

/**
 * The result with a note that says to the process that learns what became of the message whether and where it was counted.
 *
 * @param minute undefined if it wasn't counted.
 */
export function withNote(result: SmsResult, minute: number | undefined): SmsResult {
  if (result.kind !== 'sent') return result;
  const parts = [minute?.toString(36) ?? '', ...(result.note === undefined ? [] : [result.note])];
  const note = parts.join('.');
  return note === '' ? result : { ...result, note };
}

/** Reads what `withNote` has written. */
export function readNote(note = ''): RouteNote {
  const [, minute = '', rest] = /^([0-9a-z]{0,8})(?:\.(.*))?$/.exec(note) ?? [];
  return { minute: minute === '' ? undefined : parseInt(minute, 36), rest };
}
