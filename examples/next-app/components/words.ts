import type { ThreepidClientError } from '@threepid/client';
import type { NumberError } from './typed-number';

/** Texts for errors in a number that the page itself finds. */
export const wordsOfNumberError: Readonly<Record<NumberError, string>> = {
  empty: 'Enter your phone number.',
  'too-short': 'This number is too short.',
  'too-long': 'This number is too long.',
  'not-a-number': 'This doesn’t look like a phone number.',
};

/** Text for a failed request for a message. For a limit, the countdown next to it shows the time. */
export function wordsOfRequestError(error: ThreepidClientError): string {
  switch (error.errcode) {
    case 'M_INVALID_ADDRESS':
      return 'This isn’t a valid phone number in the selected country. Check the number and the country.';
    case 'M_DESTINATION_REJECTED':
      return 'We can’t send text messages to this number. Try a mobile number.';
    case 'M_LIMIT_EXCEEDED':
      return 'You’ve requested too many codes. Try again later.';
    case 'M_SEND_ERROR':
      return 'We couldn’t send the message. Try again in a moment.';
    case 'NETWORK_ERROR':
      return 'Couldn’t connect. Check your internet connection and try again.';
    default:
      return 'Something went wrong on our end. Try again in a moment.';
  }
}

/** Text for a code that was not accepted. */
export function wordsOfSubmitError(error: ThreepidClientError): string {
  switch (error.errcode) {
    case 'M_TOKEN_INCORRECT':
      return 'That code isn’t right. Check the message and try again.';
    case 'M_SESSION_EXPIRED':
    case 'M_NO_VALID_SESSION':
      return 'This code is no longer valid. Request a new one.';
    case 'M_LIMIT_EXCEEDED':
      return 'Too many attempts. Try again in a moment.';
    case 'NETWORK_ERROR':
      return 'Couldn’t connect. Check your internet connection and try again.';
    default:
      return 'Something went wrong on our end. Try again in a moment.';
  }
}

/** Milliseconds as minutes and seconds, such as `9:05`, rounded up. */
export function clockTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
