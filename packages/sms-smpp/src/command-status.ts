import smpp from 'smpp';
import type { SmsResult } from '@threepid/core';

/**
 * What a status of an answer means.
 *
 * - `refused`: not taken, and no other message would be.
 * - `not-taken`: not taken this time.
 * - `unknown`: it may be under way all the same.
 * - `rejected-destination`: not to this number.
 */
export type StatusMeaning = 'refused' | 'not-taken' | 'unknown' | 'rejected-destination';

/** An answer with an error, of SMPP 3.4, section 5.1.3. */
export class SmppStatusError extends Error {
  override readonly name = 'SmppStatusError';

  /**
   * @param command the answer's, such as `submit_sm_resp`.
   * @param status its command_status.
   */
  constructor(
    readonly command: string,
    readonly status: number,
  ) {
    super(`${command}: ${statusName(status)}`);
  }
}

function statusName(status: number): string {
  const hex = `0x${status.toString(16).padStart(8, '0')}`;
  const [name] = Object.entries(smpp.errors).find(([, value]) => value === status) ?? [];
  return name === undefined ? hex : `${name} (${hex})`;
}

/** Each of these says that the SMSC turned the message away as it stood. Source: SMPP 3.4, section 5.1.3. */
const refusals = [
  'ESME_RINVMSGLEN',
  'ESME_RINVCMDLEN',
  'ESME_RINVCMDID',
  'ESME_RINVPRTFLG',
  'ESME_RINVREGDLVFLG',
  'ESME_RINVSRCADR',
  'ESME_RINVPASWD',
  'ESME_RINVSYSID',
  'ESME_RINVSERTYP',
  'ESME_RINVESMCLASS',
  'ESME_RINVSRCTON',
  'ESME_RINVSRCNPI',
  'ESME_RINVDSTTON',
  'ESME_RINVDSTNPI',
  'ESME_RINVSYSTYP',
  'ESME_RINVSCHED',
  'ESME_RINVEXPIRY',
  'ESME_RX_P_APPN',
  'ESME_RINVTLVSTREAM',
  'ESME_RTLVNOTALLWD',
  'ESME_RINVTLVLEN',
  'ESME_RMISSINGTLV',
  'ESME_RINVTLVVAL',
  'ESME_RSERTYPUNAUTH',
  'ESME_RPROHIBITED',
  'ESME_RSERTYPDENIED',
  'ESME_RINVDCS',
] as const;

/** Not now: full, throttled, or bound no more. */
const postponements = [
  'ESME_RINVBNDSTS',
  'ESME_RMSGQFUL',
  'ESME_RSUBMITFAIL',
  'ESME_RTHROTTLED',
  'ESME_RX_T_APPN',
  'ESME_RSERTYPUNAVAIL',
] as const;

/** Binds that fail so will fail again until somebody changes the settings. */
const bindRefusals = [...refusals, 'ESME_RBINDFAIL'];

const meanings: ReadonlyMap<number | undefined, StatusMeaning> = new Map<number | undefined, StatusMeaning>([
  ...refusals.map((name) => [smpp.errors[name], 'refused'] as const),
  ...postponements.map((name) => [smpp.errors[name], 'not-taken'] as const),
  [smpp.errors['ESME_RINVDSTADR'], 'rejected-destination'],
]);

const bindRefusalNumbers = new Set(bindRefusals.map((name) => smpp.errors[name]));

/**
 * What an answer to submit_sm with an error means.
 *
 * Statuses that don't say what became of the message are `unknown`: ESME_RSYSERR and ESME_RUNKNOWNERR, which gateways
 * also answer after a time-out of their own, and those that the specification doesn't list.
 *
 * @param own what the operator knows of this SMSC's statuses; it goes before the specification.
 */
export function meaningOf(status: number, own: Readonly<Record<number, StatusMeaning>>): StatusMeaning {
  return own[status] ?? meanings.get(status) ?? 'unknown';
}

/** The result of a submission that was answered with an error. */
export function resultOfStatus(meaning: StatusMeaning, cause: SmppStatusError): SmsResult {
  if (meaning === 'refused' || meaning === 'rejected-destination') return { kind: meaning, cause };
  return { kind: 'unavailable', taken: meaning === 'not-taken' ? 'no' : 'unknown', cause };
}

/** Whether binding failed for a reason that lies in the settings. */
export function isBindRefusal(cause: unknown): boolean {
  return cause instanceof SmppStatusError && bindRefusalNumbers.has(cause.status);
}
