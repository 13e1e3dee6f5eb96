import { meaningOfStatus, type ChannelFailureMeaning } from '@threepid/core';

/**
 * Codes of numbers that WhatsApp can't reach, or that may depend on the number. None of them says that the number is
 * premium or fraudulent, so another channel may be tried. Strangers choose the number: were such a code `refused`, numbers
 * without WhatsApp could open its breaker.
 */
const otherChannels = [
  100, // a parameter is not valid; it may be the number
  130472, // the number is part of an experiment, and gets no such messages
  130497, // messages to users in this country are not allowed for the account
  131009, // a parameter's value is not valid; it may be the number
  131021, // the recipient is the sender
  131026, // undeliverable: no WhatsApp account, an old app, or terms not accepted
  131030, // not in the list of recipients of a test number
  131049, // held back to keep WhatsApp pleasant for this person
  131056, // too many messages to this number: whoever asks for one has caused it
  135000, // something about the request's parameters; it may be the number
] as const;

const destination = [
  131050, // the person has opted out
] as const;

const refused = [
  0, // the app user can't be authenticated
  3, // the permission is missing
  10, // the permission is missing, or was withdrawn
  33, // the business's number was deleted
  190, // the token has expired
  368, // the account broke a policy
  131005, // access denied
  131008, // a parameter is missing
  131031, // the account is locked
  131037, // the business's display name is not approved
  131042, // the account can't pay
  131045, // the business's number is not registered properly
  131047, // outside of a conversation, only templates are allowed
  131051, // the type of message is not supported
  132000, // too few or too many parameters for the template
  132001, // no such template in this language
  132005, // the template's translation is too long
  132007, // the template breaks a policy
  132012, // a parameter of the template has a wrong format
  132015, // the template is paused
  132016, // the template is disabled
  132068, // the template's flow is blocked
  132069, // the template's flow is throttled
  133006, // the business's number is not verified
  133010, // the business's number is not registered
  134011, // the terms of payments were not accepted
] as const;

const notTaken = [
  4, // too many calls of the app
  80007, // too many calls of the account
  130429, // too many messages a second
  131048, // too many messages were blocked or reported as spam
  131057, // the account is under maintenance
] as const;

const unknown = [
  1, // an invalid request or an error of the server
  2, // an error of the service
  131000, // an unknown error
  131016, // the service is unavailable
  133004, // the server is unavailable
] as const;

/**
 * The codes that a template message can fail with. Those of registrations, media and flows that can't come up are left out.
 *
 * Source: WhatsApp Cloud API documentation, "Error codes".
 */
export const whatsAppErrorCodes: ReadonlyMap<number, ChannelFailureMeaning> = new Map<
  number,
  ChannelFailureMeaning
>([
  ...otherChannels.map((code) => [code, 'other-channels'] as const),
  ...destination.map((code) => [code, 'rejected-destination'] as const),
  ...refused.map((code) => [code, 'refused'] as const),
  ...notTaken.map((code) => [code, 'not-taken'] as const),
  ...unknown.map((code) => [code, 'unknown'] as const),
]);

/**
 * The meaning of an error. A 4xx with an unlisted code counts against the number, because it may say that the number is not
 * to be written to. A 4xx without a code comes from a proxy, which knows nothing about numbers.
 *
 * @param code Meta's error code, if there is one.
 * @param status the HTTP status.
 */
export function whatsAppMeaningOf(code: number | undefined, status: number): ChannelFailureMeaning {
  if (status === 429) return 'not-taken';
  const listed = code === undefined ? undefined : whatsAppErrorCodes.get(code);
  if (listed !== undefined) return listed;
  if (code !== undefined && code >= 200 && code <= 299) return 'refused'; // a permission is missing
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  return code === undefined || status === 401 ? 'refused' : 'rejected-destination';
}
