import { meaningOfStatus, type FailureMeaning } from '@threepid/core';

/**
 * Codes that may depend on both sender and number (21606, 21612, 21703, the registrations of 300xx) count against the
 * number, and so do codes that don't say which is wrong. Strangers choose the number: if such a code were `refused`,
 * `failover` would offer a number that Twilio considers premium or fraudulent to the next provider, and the number
 * could open Twilio's breaker. A sender that is wrong for all numbers fails from the first message on, and the code is
 * in the operator's log.
 */
const destination = [
  14101, // To is not valid
  14111, // To is not verified, on a trial account
  20422, // a parameter is not valid; it may be To
  21211, // To is not valid
  21214, // To can't be reached
  21217, // not a valid number
  21265, // To is a short code
  21266, // To is From
  21268, // To is a premium rate or information service
  21401, // not a valid number; it may be To
  21407, // numbers of this type have no SMS; it may be To
  21408, // messages to To's region are not enabled
  21421, // not a valid number; it may be To
  21606, // From can't send to this destination
  21608, // To is not verified, on a trial account
  21610, // To has opted out
  21612, // From can't reach To
  21614, // To is not a mobile number
  21635, // To is a landline
  21657, // the sender id is not valid, or not in To's country
  21659, // From isn't Twilio's, or a short code of another country than To's
  21703, // the messaging service has no sender for To
  30003, // the handset can't be reached
  30004, // blocked
  30005, // the handset is unknown
  30006, // a landline, or a carrier that can't be reached
  30007, // filtered, by Twilio or the carrier
  30008, // failed for a reason that the carrier doesn't give
  30010, // more expensive than allowed
  30011, // no MMS in To's region
  30014, // To's attributes are not valid
  30016, // From's and To's channels don't fit
  30017, // the carrier is congested
  30018, // the carrier wants the sender registered
  30019, // too large for the carrier
  30022, // too many a second to a carrier of the United States
  30023, // too many a day to a carrier of the United States
  30024, // the carrier doesn't know the sender
  30027, // too many a day to T-Mobile
  30032, // a toll-free sender not verified, for the United States and Canada
  30033, // a campaign suspended, for the United States
  30034, // a sender not registered, for the United States
  30035, // a sender still being registered, for the United States
  30036, // not delivered in its validity period
  30038, // To is one of Twilio's numbers, which takes no codes
  30039, // To is one of Twilio's numbers, and this may be a loop
  30040, // the carrier wants the sender registered
  30041, // a sender not registered, for the United Kingdom
  30042, // the carrier blocks the sender
  30043, // the carrier says that it came by the wrong route
  30450, // blocked as SMS pumping
  30453, // held back: suspected fraud at To
  30485, // held back: suspected fraud at To
  30610, // not at this hour in To's country
  30615, // not at this hour in To's country
  30620, // the sender is registered for something else in To's country
  30630, // To has opted out
] as const;

const refused = [
  10001, // the account is not active
  10002, // not on a trial account
  14102, // From is not valid
  14103, // the body is not valid
  14105, // the status callback is not valid
  14108, // From has no SMS
  14109, // too many replies
  20001, // a parameter is unknown
  20002, // a name is not valid
  20003, // permission denied
  20004, // the method is not allowed
  20005, // the account is not active
  20006, // access denied
  20008, // test credentials
  20010, // not enabled for the account
  20011, // TLS is too old
  20012, // no cipher in common
  20101, // the token, or something in it
  20102,
  20103,
  20104,
  20105,
  20106,
  20107,
  20151, // authentication, or something in its token
  20152,
  20153,
  20154,
  20155,
  20156,
  20157,
  20159,
  20160,
  20403, // the account is suspended or closed
  20404, // no such account or resource
  20409, // a conflict
  20410, // gone
  20413, // too large
  20423, // a SID is not valid
  20426, // upgrade required
  21210, // From is not verified
  21212, // From is not valid
  21213, // From is missing
  21264, // From is not verified
  21267, // an alphanumeric From on a trial account
  21601, // From is no number for SMS
  21602, // the body is missing
  21603, // From and MessagingServiceSid are missing
  21604, // To is missing
  21605, // the body is too long
  21607, // From must be the sandbox's, on a trial account
  21609, // the status callback is not valid
  21616, // From is several of the account's numbers
  21617, // the body is too long
  21618, // the body can't be sent
  21619, // the body is missing
  21620, // a media URL is not valid
  21621, // From has no MMS
  21622, // the account has no MMS
  21623, // too many media
  21624, // the validity period is not valid
  21626, // the status callback's event is not valid
  21627, // the maximum price is not valid
  21652, // the subject is too long
  21653, // too many recipients
  21654, // content is missing
  21655, // content is not valid
  21656, // content's variables are not valid
  21658, // a parameter is too long
  21660, // From belongs to another account
  21661, // From has no SMS
  21701, // no such messaging service
  21702, // the messaging service is not available
  21704, // the messaging service has no sender
  21705, // the messaging service is not valid
  21708, // the messaging service has no alphanumeric sender
  21709, // the alphanumeric sender does not belong to the messaging service
  21711, // the sender does not belong to the messaging service
  21712, // the sender belongs to another messaging service
  21713, // the messaging service's use case is not valid
  21715, // the sender lacks what the messaging service needs
  21719, // the messaging service's use cases don't fit
  30002, // the account is suspended
  30012, // the time to live is too short
  30013, // the time to live is too long
  30015, // the channel is not supported
  30028, // the API's version is not valid
  30029, // the retention of content is not valid
  30030, // the retention of numbers is not valid
  30031, // the maximum rate is not valid
  30037, // sending is disabled for the account
  30400, // parameters are not valid
  30404, // not found
  30454, // the limit of a trial account is reached
  63038, // the account's daily limit is reached
] as const;

const notTaken = [
  14107, // too many a second
  20429, // too many requests
  21611, // the queue of From is full
  21730, // under maintenance
  30001, // the queue of the account is full
] as const;

const unknown = [
  20500, // an internal error
  20503, // the service is unavailable
  20504, // an internal error
  30020, // an internal error of scheduling
  30021, // an internal error of the messaging service
  30410, // the carrier took too long; not retried, because two could arrive
  30500, // an internal error
] as const;

/**
 * All codes that the creation of a text message, or the message itself, can fail with. Those of calls, purchases,
 * registrations and other channels are left out. Codes from 30001 on usually come later, as the status of a message,
 * but mean the same when they come at once.
 *
 * Source: Twilio documentation, "Error and Warning Dictionary" (twilio-error-codes.json of February 2025, and the pages
 * of the codes that it lists).
 */
export const twilioErrorCodes: ReadonlyMap<number, FailureMeaning> = new Map<number, FailureMeaning>([
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...notTaken.map((code) => [code, 'not-taken'] as const),
  ...unknown.map((code) => [code, 'unknown'] as const),
]);

/**
 * The meaning of an error.
 *
 * Twilio adds codes and splits old ones, as it split 21268 from 21211. So a 4xx with an unlisted code counts against
 * the number, for the reason above. A 4xx without a code comes from a proxy, which knows nothing about numbers, so it
 * would fail for every message.
 *
 * @param code Twilio's error code, if there is one.
 * @param status the HTTP status; 2xx if the message was created and has failed.
 */
export function twilioMeaningOf(code: number | undefined, status: number): FailureMeaning {
  const listed = code === undefined ? undefined : twilioErrorCodes.get(code);
  if (status === 429) return 'not-taken';
  if (listed !== undefined) return listed;
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  if (status === 401 || status === 404) return 'refused';
  return code === undefined && status >= 300 ? 'refused' : 'rejected-destination';
}
