import { otherChannels } from '../domain/other-channels.js';
import { MatrixError } from '../errors/matrix-error.js';
import type { MessageChannel, SmsSender } from '../ports/sms-sender.js';

/** The sender of each channel that the host offers. */
export type Senders = Readonly<Partial<Record<MessageChannel, SmsSender>>> & { readonly sms: SmsSender };

/**
 * The channel that a client asks for: SMS if it names none.
 *
 * @throws MatrixError `M_INVALID_PARAM` if it isn't offered.
 */
export function channelOf(asked: string | undefined, senders: Senders): MessageChannel {
  if (asked === undefined || asked === '') return 'sms';
  const offered = offeredBy(senders);
  const channel = offered.find((one) => one === asked);
  if (channel !== undefined) return channel;
  const choices = offered.map((one) => `'${one}'`).join(' or ');
  throw new MatrixError('M_INVALID_PARAM', `channel must be ${choices}`);
}

/** In one order, whatever the order of the options is. */
const all: readonly MessageChannel[] = ['sms', ...otherChannels];

function offeredBy(senders: Senders): readonly MessageChannel[] {
  return all.filter((channel) => senders[channel] !== undefined);
}
