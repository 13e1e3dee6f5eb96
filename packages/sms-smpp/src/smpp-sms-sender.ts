import { randomInt } from 'node:crypto';
import type { Fields, Pdu } from 'smpp';
import {
  fitsOneSegment,
  OperatorError,
  resultOfFailure,
  type DeliveryReceipt,
  type MessageOrigin,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { isBindRefusal, meaningOf, SmppStatusError } from './command-status.js';
import { deliveryReceiptOf } from './delivery-receipt-of.js';
import { LongMessages } from './long-messages.js';
import { encodeText, splitText } from './message-parts.js';
import { parseDeliveryReceipt } from './parse-delivery-receipt.js';
import { SmppConnection } from './smpp-connection.js';
import { SmppLinkError, type SmppLink } from './smpp-link.js';
import { settingsOf, type SmppOptions, type SmppSettings } from './smpp-options.js';
import { unlessAborted } from './unless-aborted.js';

/** esm_class: the message begins with a user data header. */
const withHeader = 0x40;
/** registered_delivery, SMPP 3.4, section 5.2.17. */
const receipts = { none: 0, final: 1, failure: 2 } as const;
/** source_addr_ton of a number with its country code. Source: SMPP 3.4, section 5.2.5. */
const international = 1;
/** ESME_RINVBNDSTS: the SMSC considers the session unbound. */
const notBound = 0x04;

/**
 * Sends messages over SMPP 3.4.
 *
 * It opens a session with the first `send` or `ready`, keeps it open, and ends it with `close`. A text goes in the
 * SMSC's default alphabet if GSM 03.38 has all its characters, otherwise in UCS-2.
 *
 * A long message is submitted part by part, up to the first part that is not accepted. If an earlier part was accepted,
 * something may arrive, and the result is `unavailable` with `taken: 'unknown'`.
 */
export class SmppSmsSender implements SmsSender {
  readonly name: string;
  private readonly settings: SmppSettings;
  private readonly connection: SmppConnection;
  private readonly inFlight = new Set<Promise<SmsResult>>();
  /** Reference of the last long message; phones use it to tell long messages of one sender apart. */
  private reference = randomInt(256);
  private closed = false;
  private readonly longMessages = new LongMessages();
  private listener: ((receipt: DeliveryReceipt) => void) | undefined;

  /** @throws TypeError if an option is invalid. */
  constructor(options: SmppOptions) {
    this.settings = settingsOf(options);
    this.name = this.settings.name;
    this.connection = new SmppConnection(this.settings, (pdu) => void this.deliver(pdu));
  }

  /** `messageId` is the SMSC's; for a message in parts, the ids of all parts separated by commas. */
  async send(message: SmsMessage): Promise<SmsResult> {
    if (this.closed) return resultOfFailure('not-taken', new OperatorError('smpp: the sender was closed'));
    const result = this.sendInTime(message);
    this.inFlight.add(result);
    try {
      return await result;
    } finally {
      this.inFlight.delete(result);
    }
  }

  /** Resolves if there is a session with the SMSC, or one can be opened; otherwise rejects. */
  async ready(): Promise<void> {
    await this.connection.link();
  }

  originFor(): MessageOrigin {
    const { address, ton } = this.settings.source;
    if (address === '') return {};
    return { from: ton === international ? `+${address.replace(/^\+/, '')}` : address };
  }

  /** From now on, messages ask for receipts, unless `registeredDelivery` says otherwise or the session can't get any. */
  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.listener = listener;
  }

  /** Waits for the messages in flight, unbinds and disconnects. Messages sent afterwards are `unavailable`. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.inFlight);
    await this.connection.close();
  }

  private async sendInTime(message: SmsMessage): Promise<SmsResult> {
    const timeout = new AbortController();
    const timer = setTimeout(() => {
      timeout.abort();
    }, this.settings.timeoutMs).unref();
    const accepted: string[] = [];
    try {
      return await this.submit(this.submissions(message), accepted, timeout.signal);
    } catch (cause) {
      return resultOfError(cause, accepted.length > 0);
    } finally {
      clearTimeout(timer);
    }
  }

  private async submit(submissions: Fields[], accepted: string[], signal: AbortSignal): Promise<SmsResult> {
    const bound = this.connection.link();
    const link = await unlessAborted(bound, signal, () => new SmppLinkError('not bound in time', false));
    for (const fields of submissions) {
      const answer = await link.submit(fields, signal);
      if (answer.command_status !== 0) return this.resultOfAnswer(answer, accepted.length > 0, link);
      accepted.push(answer.message_id ?? '');
    }
    const messageId = accepted.join(',');
    if (accepted.length > 1) this.longMessages.add(messageId, accepted);
    return { kind: 'sent', messageId };
  }

  private resultOfAnswer(answer: Pdu, partly: boolean, link: SmppLink): SmsResult {
    const cause = new SmppStatusError(answer.command, answer.command_status);
    if (answer.command_status === notBound) link.drop(cause);
    const meaning = partly ? 'unknown' : meaningOf(answer.command_status, this.settings.statuses);
    return resultOfFailure(meaning, cause);
  }

  /** @throws RangeError if the text is too long for SMPP. */
  private submissions({ to, text }: SmsMessage): Fields[] {
    const encoded = encodeText(text);
    const common = {
      ...this.commonFields(),
      destination_addr: to.replace(/^\+/, ''),
      data_coding: encoded.dataCoding,
    };
    const whole = Buffer.concat(encoded.characters);
    if (fitsOneSegment(text)) return [{ ...common, short_message: whole }];
    if (this.settings.longMessages === 'payload')
      return [{ ...common, short_message: '', message_payload: whole }];
    this.reference = (this.reference + 1) % 256;
    const parts = splitText(encoded, this.reference);
    return parts.map((part) => ({ ...common, esm_class: withHeader, short_message: part }));
  }

  private commonFields(): Fields {
    const { source, destination, serviceType, validityPeriod } = this.settings;
    return {
      service_type: serviceType,
      source_addr_ton: source.ton,
      source_addr_npi: source.npi,
      source_addr: source.address,
      dest_addr_ton: destination.ton,
      dest_addr_npi: destination.npi,
      validity_period: validityPeriod,
      registered_delivery: receipts[this.registeredDelivery()],
    };
  }

  private registeredDelivery(): keyof typeof receipts {
    const { registeredDelivery, onDeliveryReceipt, bindType } = this.settings;
    if (registeredDelivery !== undefined) return registeredDelivery;
    const isHeard = onDeliveryReceipt !== undefined || this.listener !== undefined;
    return isHeard && bindType === 'transceiver' ? 'final' : 'none';
  }

  private async deliver(pdu: Pdu): Promise<void> {
    const receipt = parseDeliveryReceipt(pdu);
    if (receipt === undefined) return;
    const whole = this.longMessages.whole(deliveryReceiptOf(receipt, this.name, pdu));
    if (whole !== undefined) this.listener?.(whole);
    try {
      await this.settings.onDeliveryReceipt?.(receipt);
    } catch (error) {
      this.settings.logger.error({ err: error, messageId: receipt.messageId }, 'onDeliveryReceipt failed');
    }
  }
}

/** @param partly true if a part was accepted, so that something may arrive. */
function resultOfError(cause: unknown, partly: boolean): SmsResult {
  if (partly || (cause instanceof SmppLinkError && cause.written)) return resultOfFailure('unknown', cause);
  const refused = cause instanceof RangeError || isBindRefusal(cause);
  return resultOfFailure(refused ? 'refused' : 'not-taken', cause);
}
