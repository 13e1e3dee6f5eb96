import smpp, { type Pdu } from 'smpp';
import type { SmppReceipt, DeliveryStatus } from './smpp-receipt.js';

/** Statuses by message_state. Source: SMPP 3.4, section 5.2.28. */
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

/** Statuses by the words of appendix B; ENROUTE is added, because SMSCs are known to write it. */
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

/** The esm_class bits of a delivery receipt and of an intermediate notification. Source: SMPP 3.4, section 5.2.12. */
const receiptBits = 0x04 | 0x20;

/**
 * Reads a receipt: from the optional parameters if the SMSC sends them, otherwise from the text of appendix B. The text
 * may quote the message, so only id, status and error are kept.
 *
 * @returns undefined if the PDU is not a receipt, or the receipt names no message.
 */
export function parseDeliveryReceipt(pdu: Pdu): SmppReceipt | undefined {
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

/** One octet of network type and two of error code. Source: SMPP 3.4, section 5.3.2.31. */
function errorOf(code: Buffer | undefined): string | undefined {
  return code?.length === 3 ? String(code.readUInt16BE(1)) : undefined;
}

function textOf({ short_message: short, message_payload: payload, data_coding: coding }: Pdu): string {
  const long = payload === undefined ? '' : plain(payload, coding);
  return long === '' && short !== undefined ? plain(short, coding) : long;
}

/**
 * Receipts are ASCII, whatever the alphabet of messages. The library decodes the default alphabet as GSM 03.38, in
 * which the octets of `_`, `@` and `$` are other characters, so this encodes the text back.
 */
function plain(decoded: Exclude<Pdu['short_message'], undefined>, coding = 0): string {
  const message = Buffer.isBuffer(decoded) ? decoded : decoded.message;
  if (Buffer.isBuffer(message)) return message.toString('latin1');
  return coding <= 1 ? smpp.gsmCoder.encode(message, 0).toString('latin1') : message;
}
