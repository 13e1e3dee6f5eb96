import { AsyncLocalStorage } from 'node:async_hooks';
import { maskNumber } from '../domain/mask-number.js';
import type { PhoneNumber } from '../domain/phone-number.js';

/** What is known of an HTTP request, for a line in a log. It is filled while the request is answered. */
export interface RequestRecord {
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

const records = new AsyncLocalStorage<RequestRecord>();

/**
 * Does the work of a request, whose record is then at hand wherever it leads. For hosts that log their requests themselves:
 * `Threepid.handle` fills a record that is there, and else makes one of its own.
 */
export function inRequest<Result>(record: RequestRecord, work: () => Result): Result {
  return records.run(record, work);
}

/** The record of the request that is answered now; undefined outside of requests, and if `requestIds` is off. */
export function requestRecord(): RequestRecord | undefined {
  return records.getStore();
}

/**
 * The id of the HTTP request that is answered now, as it stands in the framework's log and events. For the lines of your
 * own: `pino({ mixin: () => ({ requestId: requestId() }) })`.
 */
export function requestId(): string | undefined {
  return records.getStore()?.id;
}

/** Notes the number that a request names. */
export function noteNumber({ country, msisdn }: Pick<PhoneNumber, 'country' | 'msisdn'>): void {
  const record = records.getStore();
  if (record === undefined) return;
  record.msisdn = maskNumber(msisdn);
  if (country !== undefined) record.country = country;
}

/** Notes the country of the number that a request is about, where the number itself isn't at hand. */
export function noteCountry(country: string | undefined): void {
  const record = records.getStore();
  if (record !== undefined && country !== undefined) record.country = country;
}
