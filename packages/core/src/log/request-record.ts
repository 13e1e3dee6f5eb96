import { maskNumber } from '../domain/mask-number.js';
import type { PhoneNumber } from '../domain/phone-number.js';

/**
 * An HTTP request, as far as it is known, for a line in a log. It is filled while the request is answered. It is passed from call
 * to call: an `AsyncLocalStorage` would take a fifth of the CPU time on Node 20 and 22.
 */
export interface RequestRecord {
  /** Of the request. All log lines and events that it causes have it, as `requestId`. */
  readonly id: string;
  /** The route's path in the protocol, without a prefix that is a secret. */
  route?: string;
  /** `ok`, or the errcode of the answer. */
  outcome?: string;
  /** ISO 3166-1 alpha-2, of the number that the request names. */
  country?: string;
  /** The number that the request names, masked. */
  msisdn?: string;
}

/** Fields of a log line, with the id of the request that it belongs to, if there is one. */
export function linked(
  requestId: string | undefined,
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return requestId === undefined ? fields : { requestId, ...fields };
}

/** Notes the number that a request names. */
export function noteNumber(
  record: RequestRecord | undefined,
  { country, msisdn }: Pick<PhoneNumber, 'country' | 'msisdn'>,
): void {
  if (record === undefined) return;
  record.msisdn = maskNumber(msisdn);
  noteCountry(record, country);
}

/** Notes the country of the number that a request is about, where the number itself isn't at hand. */
export function noteCountry(record: RequestRecord | undefined, country: string | undefined): void {
  if (record !== undefined && country !== undefined) record.country = country;
}
