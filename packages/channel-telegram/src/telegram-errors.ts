import { meaningOfStatus, type ChannelFailureMeaning } from '@threepid/core';

/**
 * The errors of `sendVerificationMessage`. Telegram documents their form and one of them; the others are those that its
 * clients know.
 *
 * `PHONE_NUMBER_INVALID` counts against the number: it isn't one, or one that Telegram suspects.
 *
 * Sources: Telegram Gateway API documentation, "Making requests"; the package tg-gateway-go of apifonica, `errors.go`.
 */
export const telegramErrors: ReadonlyMap<string, ChannelFailureMeaning> = new Map<
  string,
  ChannelFailureMeaning
>([
  ['PHONE_NUMBER_NOT_FOUND', 'other-channels'], // no Telegram account
  ['PHONE_NUMBER_NOT_AVAILABLE', 'other-channels'], // an account that gets no such messages
  ['PHONE_NUMBER_INVALID', 'rejected-destination'],
  ['ACCESS_TOKEN_INVALID', 'refused'],
  ['ACCESS_TOKEN_REQUIRED', 'refused'],
  ['BALANCE_NOT_ENOUGH', 'refused'],
  ['CALLBACK_URL_INVALID', 'refused'],
  ['CODE_INVALID', 'refused'],
  ['CODE_LENGTH_INVALID', 'refused'],
  ['CODE_LENGTH_REQUIRED', 'refused'],
  ['PAYLOAD_INVALID', 'refused'],
  ['REQUEST_ID_INVALID', 'refused'],
  ['REQUEST_ID_REQUIRED', 'refused'],
  ['SENDER_NOT_OWNED', 'refused'],
  ['SENDER_NOT_VERIFIED', 'refused'],
  ['SENDER_USERNAME_INVALID', 'refused'],
  ['TTL_INVALID', 'refused'],
  ['UNKNOWN_METHOD', 'refused'],
  ['MESSAGE_ALREADY_SENT', 'unknown'],
]);

/**
 * The meaning of an error. An unlisted one counts against the number, because it may say that the number is not to be written
 * to. An answer without an error comes from a proxy, or can't be read.
 *
 * @param error Telegram's name of the error, if there is one.
 * @param status the HTTP status: 200 for most errors.
 */
export function telegramMeaningOf(error: string | undefined, status: number): ChannelFailureMeaning {
  if (status === 429 || error?.startsWith('FLOOD_WAIT') === true) return 'not-taken';
  const listed = error === undefined ? undefined : telegramErrors.get(error);
  if (listed !== undefined) return listed;
  const general = meaningOfStatus(status);
  if (general !== undefined) return general;
  if (status === 401) return 'refused';
  if (error !== undefined) return 'rejected-destination';
  return status < 300 ? 'unknown' : 'refused';
}
