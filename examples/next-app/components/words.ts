import type { ThreepidClientError } from '@threepid/client';
import type { NumberFault } from './typed-number';

/** What is said about a number before it is sent anywhere. */
export const wordsOfFault: Readonly<Record<NumberFault, string>> = {
  empty: 'Enter your phone number.',
  'too-short': 'This number is too short.',
  'too-long': 'This number is too long.',
  'not-a-number': 'This does not look like a phone number.',
};

/** What is said when a message could not be had. A limit is told by the countdown beside it. */
export function wordsOfRequestError(error: ThreepidClientError): string {
  switch (error.errcode) {
    case 'M_INVALID_ADDRESS':
      return 'This is not a phone number of the chosen country. Check both.';
    case 'M_DESTINATION_REJECTED':
      return 'We can’t send messages to this number. Use a mobile number.';
    case 'M_LIMIT_EXCEEDED':
      return 'Too many codes were sent to this number.';
    case 'M_SEND_ERROR':
      return 'The message could not be sent. Try again in a moment.';
    case 'NETWORK_ERROR':
      return 'There is no connection. Check it and try again.';
    default:
      return 'Something went wrong on our side. Try again in a moment.';
  }
}

/** What is said when a code was not taken. */
export function wordsOfSubmitError(error: ThreepidClientError): string {
  switch (error.errcode) {
    case 'M_TOKEN_INCORRECT':
      return 'That is not the code. Check the message and try again.';
    case 'M_SESSION_EXPIRED':
    case 'M_NO_VALID_SESSION':
      return 'This code is no longer valid. Ask for a new one.';
    case 'M_LIMIT_EXCEEDED':
      return 'Too many tries. Wait a moment.';
    case 'NETWORK_ERROR':
      return 'There is no connection. Check it and try again.';
    default:
      return 'Something went wrong on our side. Try again in a moment.';
  }
}

/** `9:05`, of milliseconds; a started second counts whole. */
export function clockTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
