import { maskDigits } from '../domain/mask-digits.js';
import { maskNumber } from '../domain/mask-number.js';
import { parsePhoneNumber } from '../domain/phone-number.js';
import type { EventToRaise, RaisedEvents } from '../events/raised-events.js';
import { RepeatedErrorLog } from '../log/repeated-error-log.js';
import { loggableId } from '../messages/loggable-id.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryReceipt, DeliveryState } from '../ports/delivery-receipt.js';
import type { Logger } from '../ports/logger.js';
import type { SmsSender } from '../ports/sms-sender.js';
import { RecentReceipts } from './recent-receipts.js';

/** Where receipts go, beside the log. */
export type ReceiptCallback = (receipt: DeliveryReceipt) => void | Promise<void>;

/** Parts of the listener to receipts. */
export interface ReceiptListenerOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onDeliveryReceipt?: ReceiptCallback | undefined;
  readonly events: RaisedEvents;
}

/**
 * Takes the delivery receipts of senders to the log and to the host. No session learns of them: they are late, missing and
 * sometimes wrong.
 */
export function listenToReceipts(senders: readonly SmsSender[], options: ReceiptListenerOptions): void {
  const listener = receiptListener(options);
  // `sms` comes last: if it combines senders of which one is a channel too, it must hear that one's receipts, and passes them on.
  for (const sender of senders.toReversed()) sender.onReceipt?.(listener);
}

/** An equal receipt is taken once: providers repeat their calls, and so can whoever has recorded one. */
function receiptListener({ logger, clock, onDeliveryReceipt, events }: ReceiptListenerOptions) {
  const recent = new RecentReceipts();
  const errors = new RepeatedErrorLog(logger, clock);
  const logError = (err: unknown): void => {
    errors.error({ err }, 'a delivery receipt could not be used');
  };
  return (receipt: DeliveryReceipt): void => {
    try {
      if (!recent.add(receipt)) return;
      logger[levels[receipt.state]](loggableReceipt(receipt), 'delivery receipt');
      if (events.isOn) events.raise(deliveredEvent(receipt));
      void Promise.resolve(onDeliveryReceipt?.(receipt)).catch(logError);
    } catch (error) {
      logError(error);
    }
  };
}

function deliveredEvent({ sender, state, to }: DeliveryReceipt): EventToRaise {
  const country = to === undefined ? undefined : parsePhoneNumber(to, '')?.country;
  return { kind: 'delivered', provider: sender, state, country };
}

const levels: Readonly<Record<DeliveryState, 'debug' | 'info' | 'warn'>> = {
  'under-way': 'debug',
  delivered: 'info',
  undelivered: 'warn',
};

function loggableReceipt({ sender, messageId, state, code, to }: DeliveryReceipt): Record<string, unknown> {
  const msisdn = to?.replace(/^\+/, '') ?? '';
  return {
    sender,
    messageId: loggableId(messageId, msisdn, ''),
    state,
    ...(code === undefined ? {} : { code: loggableCode(code) }),
    ...(to === undefined ? {} : { msisdn: maskNumber(msisdn) }),
  };
}

function loggableCode(code: string): string {
  return /^[\w.:-]{1,40}$/.test(code) ? maskDigits(code) : '[unreadable]';
}
