import { maskNumber } from '../domain/mask-number.js';

/**
 * A provider's id of a message, as it may be logged: a provider may build its ids from the number or even from the whole
 * message. It is the same in each line about a message.
 *
 * @param msisdn the message's number, E.164 without the `+`; the empty string if it isn't known.
 * @param code the code in the message, or the empty string.
 */
export function loggableId(messageId: unknown, msisdn: string, code: string): string {
  const id = String(messageId);
  if (!/^[\w.,:;@#+/=<>-]{0,200}$/.test(id)) return '[unreadable]';
  const withoutNumber = msisdn === '' ? id : id.replaceAll(msisdn, maskNumber(msisdn));
  return code === '' ? withoutNumber : withoutNumber.replaceAll(code, '[digits]');
}
