import type { SmsResult } from '../ports/sms-sender.js';

/**
 * The meaning of a provider's error for a message.
 *
 * - `rejected-destination`: the number, its country or its carrier may be the cause.
 * - `refused`: any message would be refused, whatever the number.
 * - `not-taken`: not taken this time, for example because there were too many requests; another attempt may succeed.
 * - `unknown`: the message may be on its way nevertheless.
 */
export type FailureMeaning = 'rejected-destination' | 'refused' | 'not-taken' | 'unknown';

/**
 * The meaning of an error of a channel other than SMS. `other-channels`: only this channel can't reach the number or can't
 * carry the message. Certainly nothing was sent.
 */
export type ChannelFailureMeaning = FailureMeaning | 'other-channels';

/** The result of a message that failed. */
export function resultOfFailure(
  meaning: ChannelFailureMeaning,
  cause: unknown,
): Exclude<SmsResult, { kind: 'sent' }> {
  if (meaning === 'other-channels') return { kind: 'rejected-destination', otherChannels: true, cause };
  if (meaning === 'refused' || meaning === 'rejected-destination') return { kind: meaning, cause };
  return { kind: 'unavailable', taken: meaning === 'not-taken' ? 'no' : 'unknown', cause };
}

/**
 * The meaning of an HTTP status that is the same for every provider; undefined for a status that each provider uses in
 * its own way. A 303 says where to look for what became of the request: it may have been carried out.
 *
 * Source: RFC 9110, sections 15.4.4, 15.5.9 and 15.6, and RFC 6585, section 4.
 */
export function meaningOfStatus(status: number): 'not-taken' | 'unknown' | undefined {
  if (status === 429) return 'not-taken';
  return status >= 500 || status === 408 || status === 303 ? 'unknown' : undefined;
}

/**
 * Statuses about the credentials or the form of the request, which are the same for all numbers.
 *
 * Source: RFC 9110, section 15.5, and the other registered HTTP status codes.
 */
const refusedStatuses: ReadonlySet<number> = new Set([
  401, // credentials
  402, // payment
  404, // no such path
  405, // not this method
  406, // no such media type
  407, // the proxy's credentials
  411, // length
  413, // too large
  414, // URI too long
  415, // no such content type
  417, // expectation
  421, // another server
  426, // upgrade
  428, // precondition
  431, // headers too large
]);

/**
 * The meaning of an HTTP status that comes without any explanation, or with one that nobody knows.
 *
 * A 4xx may be about the number, as 400, 403, 410 and 422 are at many providers. Strangers choose the number: if a
 * provider refuses one without saying so, `failover` must not offer it to the next provider, nor open the breaker.
 */
export function meaningOfStatusAlone(status: number): FailureMeaning {
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  return status < 400 || refusedStatuses.has(status) ? 'refused' : 'rejected-destination';
}
