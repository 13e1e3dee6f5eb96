import smpp, { type Pdu } from 'smpp';
import type { DeliveryReceipt, DeliveryStatus } from './delivery-receipt.js';

/** By message_state, SMPP 3.4, section 5.2.28. */
const byState: Readonly<Record<number, DeliveryStatus>> = {
  1: 'enroute',
  2: 'delivered',
  3: 'expired',
  4: 'deleted',
  5: 'undeliverable',
  6: 'accepted',
  7: 'unknown',
  8: 'rejected',
};

/** By the words of appendix B; ENROUTE and variants that SMSCs are known to write are added. */
const byWord: Readonly<Record<string, DeliveryStatus>> = {
  ENROUTE: 'enroute',
  DELIVRD: 'delivered',
  EXPIRED: 'expired',
  DELETED: 'deleted',
  UNDELIV: 'undeliverable',
  ACCEPTD: 'accepted',
  UNKNOWN: 'unknown',
  REJECTD: 'rejected',
};

/** The bits of esm_class for a delivery receipt and for an intermediate one. Source: SMPP 3.4, section 5.2.12. */
const receiptBits = 0x04 | 0x20;

/**
 * Reads a receipt: from the optional parameters where the SMSC sends them, else from the text of appendix B.
 * The text may quote the message, so that nothing of it is kept but id, status and error.
 *
 * @returns undefined if the PDU is no receipt, or one that names no message.
 */
export function parseDeliveryReceipt(pdu: Pdu): DeliveryReceipt | undefined {
  if (((pdu.esm_class ?? 0) & receiptBits) === 0) return undefined;
  const text = textOf(pdu);
  const messageId = pdu.receipted_message_id ?? field(text, 'id');
  if (messageId === undefined || messageId === '') return undefined;
  const word = field(text, 'stat')?.toUpperCase() ?? '';
  const status = byState[pdu.message_state ?? 0] ?? byWord[word] ?? 'unknown';
  return { messageId, status, error: field(text, 'err') ?? errorOf(pdu.network_error_code) };
}

/** `id:17 sub:001 dlvrd:001 submit date:... done date:... stat:DELIVRD err:000 text:...` */
function field(text: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}:(\\S*)`, 'i').exec(text.replace(/\btext:.*$/is, ''))?.[1];
}

/** A network type of one octet, and a code of two. Source: SMPP 3.4, section 5.3.2.31. */
function errorOf(code: Buffer | undefined): string | undefined {
  return code?.length === 3 ? String(code.readUInt16BE(1)) : undefined;
}

function textOf({ short_message: short, message_payload: payload, data_coding: coding }: Pdu): string {
  const long = payload === undefined ? '' : plain(payload, coding);
  return long === '' && short !== undefined ? plain(short, coding) : long;
}

/**
 * Receipts are ASCII, whatever the alphabet of messages is. The library reads those of the default alphabet as GSM
 * 03.38, which has other characters for `_`, `@` and `$`: that is undone.
 */
function plain(decoded: Exclude<Pdu['short_message'], undefined>, coding = 0): string {
  const message = Buffer.isBuffer(decoded) ? decoded : decoded.message;
  if (Buffer.isBuffer(message)) return message.toString('latin1');
  return coding <= 1 ? smpp.gsmCoder.encode(message, 0).toString('latin1') : message;
}
