import type { ThreepidClientError } from '@threepid/client';
import type { NumberError } from './typed-number';

/** Texts for errors in a number that the page itself finds. */
export const wordsOfNumberError: Readonly<Record<NumberError, string>> = {
  empty: 'Enter your phone number.',
  'too-short': 'This number is too short.',
  'too-long': 'This number is too long.',
  'not-a-number': 'This doesn’t look like a phone number.',
};

/** Text while the browser does the work that the server asks for before it sends a message. */
export const wordsOfRobotCheck = 'Checking that you’re not a robot…';

/** Text for a failed request for a message. For a limit, the button next to it shows the time. */
export function wordsOfRequestError(error: ThreepidClientError): string {
  switch (error.errcode) {
    case 'M_INVALID_ADDRESS':
      return 'This isn’t a valid phone number in the selected country. Check the number and the country.';
    case 'M_DESTINATION_REJECTED':
      return 'We can’t send text messages to this number. Try a mobile number.';
    case 'M_LIMIT_EXCEEDED':
      // The person may have requested none: limits are shared by a carrier's customers, and by similar numbers.
      return 'We can’t send you a code right now. Try again later.';
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

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const relative = new Intl.RelativeTimeFormat('en');

/**
 * The time until the same request may succeed, rounded up. Below an hour it counts down: `in 9:05`. Longer waits, which
 * nobody watches, are `in 90 minutes`, `in 25 hours` or `in 3 days`.
 */
export function wordsOfWait(ms: number): string {
  if (ms <= hour) return `in ${clockTime(ms)}`;
  if (ms <= 2 * hour) return relative.format(Math.ceil(ms / minute), 'minute');
  if (ms <= 2 * day) return relative.format(Math.ceil(ms / hour), 'hour');
  return relative.format(Math.ceil(ms / day), 'day');
}

/** Milliseconds as minutes and seconds, such as `9:05`, rounded up. */
function clockTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
