import {
  e164Of,
  type CallbackAnswer,
  type CallbackRequest,
  type DeliveryReceipt,
  type DeliveryState,
  type ProviderCallback,
} from '@threepid/core';
import { isSignedByTwilio, type TwilioSigning } from './twilio-signature.js';

/** Parts of a callback. */
export interface TwilioStatusCallback extends TwilioSigning {
  /** Name of the sender and of the callback. */
  readonly name: string;
  readonly tell: (receipt: DeliveryReceipt) => void;
}

/** The callback by which Twilio reports the status of messages. */
export function twilioStatusCallback(parts: TwilioStatusCallback): ProviderCallback {
  return { name: parts.name, methods: ['POST'], handle: (request) => answer(request, parts) };
}

/** The id of a text message, or of one with media. */
export const messageSidForm = /^(?:SM|MM)[0-9a-f]{32}$/i;

function answer(request: CallbackRequest, parts: TwilioStatusCallback): CallbackAnswer {
  if (!isSignedByTwilio(request, parts)) return { status: 403 };
  const form = new URLSearchParams(request.body);
  const messageId = form.get('MessageSid') ?? '';
  if (!messageSidForm.test(messageId)) return { status: 400 };
  parts.tell({ sender: parts.name, messageId, ...reported(form) });
  return { status: 204 };
}

/** Source: Twilio documentation, "Outbound Message Status in Status Callbacks". Others say that a message isn't there yet. */
const states: Readonly<Record<string, DeliveryState>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
};

function reported(form: URLSearchParams): Pick<DeliveryReceipt, 'state' | 'code' | 'to'> {
  const state = states[form.get('MessageStatus') ?? ''] ?? 'under-way';
  const [code, to] = [form.get('ErrorCode') ?? '', form.get('To') ?? ''];
  const number = to.startsWith('+') ? e164Of(to) : undefined;
  return {
    state,
    ...(/^\d{5}$/.test(code) ? { code } : {}),
    ...(number === undefined ? {} : { to: number }),
  };
}
