import smpp from 'smpp';
import { OperatorError, type FailureMeaning } from '@threepid/core';

/** An answer with an error status. Source: SMPP 3.4, section 5.1.3. */
export class SmppStatusError extends OperatorError {
  override readonly name = 'SmppStatusError';

  /**
   * @param command the command of the answer, such as `submit_sm_resp`.
   * @param status the command_status of the answer.
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

/** Errors in the settings, or in the request whatever the number. */
const refusals = [
  'ESME_RINVMSGLEN',
  'ESME_RINVCMDLEN',
  'ESME_RINVCMDID',
  'ESME_RINVPRTFLG',
  'ESME_RINVREGDLVFLG',
  'ESME_RINVSRCADR',
  'ESME_RINVMSGID',
  'ESME_RBINDFAIL',
  'ESME_RINVPASWD',
  'ESME_RINVSYSID',
  'ESME_RCANCELFAIL',
  'ESME_RREPLACEFAIL',
  'ESME_RINVSERTYP',
  'ESME_RINVNUMDESTS',
  'ESME_RINVDLNAME',
  'ESME_RINVDESTFLAG',
  'ESME_RINVSUBREP',
  'ESME_RINVESMCLASS',
  'ESME_RCNTSUBDL',
  'ESME_RINVSRCTON',
  'ESME_RINVSRCNPI',
  'ESME_RINVSYSTYP',
  'ESME_RINVREPFLAG',
  'ESME_RINVNUMMSGS',
  'ESME_RINVSCHED',
  'ESME_RINVEXPIRY',
  'ESME_RINVDFTMSGID',
  'ESME_RQUERYFAIL',
  'ESME_RINVTLVSTREAM',
  'ESME_RTLVNOTALLWD',
  'ESME_RINVTLVLEN',
  'ESME_RMISSINGTLV',
  'ESME_RINVTLVVAL',
  'ESME_RSERTYPUNAUTH',
  'ESME_RPROHIBITED',
  'ESME_RSERTYPDENIED',
  'ESME_RINVDCS',
  'ESME_RINVSRCADDRSUBUNIT',
  'ESME_RINVBCASTFREQINT',
  'ESME_RINVBCASTALIAS_NAME',
  'ESME_RINVBCASTAREAFMT',
  'ESME_RINVNUMBCAST_AREAS',
  'ESME_RINVBCASTCNTTYPE',
  'ESME_RINVBCASTMSGCLASS',
  'ESME_RBCASTFAIL',
  'ESME_RBCASTQUERYFAIL',
  'ESME_RBCASTCANCELFAIL',
  'ESME_RINVBCAST_REP',
  'ESME_RINVBCASTSRVGRP',
  'ESME_RINVBCASTCHANIND',
] as const;

/**
 * Errors about the number, or so general that SMSCs use them for a number they have no route to or don't serve.
 * Strangers choose the number: if these were `refused` or `not-taken`, `failover` would offer the number to the next
 * provider, and the breaker would open.
 */
const destinationRejections = [
  'ESME_RINVDSTADR',
  'ESME_RSUBMITFAIL',
  'ESME_RINVDSTTON',
  'ESME_RINVDSTNPI',
  'ESME_RX_P_APPN',
  'ESME_RX_R_APPN',
  'ESME_RDELIVERYFAILURE',
  'ESME_RINVDSTADDRSUBUNIT',
] as const;

/** Not now: full, throttled, no longer bound, or bound elsewhere. */
const postponements = [
  'ESME_RALYBND',
  'ESME_RINVBNDSTS',
  'ESME_RMSGQFUL',
  'ESME_RTHROTTLED',
  'ESME_RX_T_APPN',
  'ESME_RSERTYPUNAVAIL',
] as const;

/** Some gateways also answer with these after a time-out of their own, when the message may be on its way. */
const unknowns = ['ESME_RSYSERR', 'ESME_RUNKNOWNERR'] as const;

/** The meanings of all listed statuses. Source: SMPP 3.4, section 5.1.3, and SMPP 5.0, section 4.7.6. */
export const meanings: ReadonlyMap<number | undefined, FailureMeaning> = new Map<
  number | undefined,
  FailureMeaning
>([
  ...refusals.map((name) => [smpp.errors[name], 'refused'] as const),
  ...destinationRejections.map((name) => [smpp.errors[name], 'rejected-destination'] as const),
  ...postponements.map((name) => [smpp.errors[name], 'not-taken'] as const),
  ...unknowns.map((name) => [smpp.errors[name], 'unknown'] as const),
]);

/** Statuses with which a bind fails until somebody changes the settings. */
const bindRefusals: ReadonlySet<number | undefined> = new Set(
  [...refusals, 'ESME_RX_P_APPN'].map((name) => smpp.errors[name]),
);

/**
 * The meaning of an answer to submit_sm with an error status.
 *
 * A status that the specification doesn't list, such as a vendor-specific one (0x0400 to 0x04FF), is
 * `rejected-destination`: in SMPP an error means that the message was not accepted, and most vendor-specific statuses
 * are about numbers.
 *
 * @param own the operator's meanings for this SMSC; they override the specification.
 */
export function meaningOf(status: number, own: Readonly<Record<number, FailureMeaning>>): FailureMeaning {
  return own[status] ?? meanings.get(status) ?? 'rejected-destination';
}

/** True if binding failed because of the settings. */
export function isBindRefusal(cause: unknown): boolean {
  return cause instanceof SmppStatusError && bindRefusals.has(cause.status);
}
