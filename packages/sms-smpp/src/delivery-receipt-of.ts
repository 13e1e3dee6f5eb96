import { e164Of, type DeliveryReceipt, type DeliveryState } from '@threepid/core';
import type { Pdu } from 'smpp';
import type { DeliveryStatus, SmppReceipt } from './smpp-receipt.js';

/** `accepted` and `unknown` don't say that the phone has it, nor that it never will. */
const states: Readonly<Record<DeliveryStatus, DeliveryState>> = {
  enroute: 'under-way',
  accepted: 'under-way',
  unknown: 'under-way',
  delivered: 'delivered',
  expired: 'undelivered',
  deleted: 'undelivered',
  undeliverable: 'undelivered',
  rejected: 'undelivered',
};

/** The receipt for the framework. The number is where the receipt comes from (SMPP 3.4, section 4.6.1). */
export function deliveryReceiptOf(
  receipt: SmppReceipt,
  sender: string,
  { source_addr }: Pdu,
): DeliveryReceipt {
  const { messageId, status, error: code } = receipt;
  const to = e164Of(source_addr ?? '');
  return {
    sender,
    messageId,
    state: states[status],
    code,
    ...(to === undefined ? {} : { to }),
  };
}
