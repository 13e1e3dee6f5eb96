import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  e164Of,
  jsonObjectOf,
  type CallbackRequest,
  type DeliveryReceipt,
  type DeliveryState,
  type ProviderCallback,
} from '@threepid/core';
import type { TelegramSettings } from './telegram-options.js';

/** How far a report's time may be from ours, in seconds. Telegram tries ten times, each with a new time. */
const toleranceSeconds = 300;

/** Source: Telegram Gateway API documentation, "DeliveryStatus". */
const states: ReadonlyMap<unknown, DeliveryState> = new Map<unknown, DeliveryState>([
  ['sent', 'under-way'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['expired', 'undelivered'],
  ['revoked', 'undelivered'],
]);

type CallbackSettings = Pick<TelegramSettings, 'accessToken' | 'clock'>;

/** The call by which Telegram reports deliveries. Any status but 200 makes it call again. */
export function telegramCallback(
  settings: CallbackSettings,
  tell: (receipt: DeliveryReceipt) => void,
): ProviderCallback {
  return {
    name: 'telegram',
    methods: ['POST'],
    handle: (request) => {
      if (!isTelegrams(request, settings)) return { status: 403 };
      const receipt = receiptOf(request.body);
      if (receipt !== undefined) tell(receipt);
      return { status: 200 };
    },
  };
}

/** Source: Telegram Gateway API documentation, "Checking report integrity". */
function isTelegrams({ headers, body }: CallbackRequest, { accessToken, clock }: CallbackSettings): boolean {
  const timestamp = headers['x-request-timestamp'];
  const signature = headers['x-request-signature'];
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  const key = createHash('sha256').update(accessToken).digest();
  const expected = createHmac('sha256', key).update(`${timestamp}\n${body}`).digest();
  const isSigned = timingSafeEqual(expected, Buffer.from(signature, 'hex'));
  return isSigned && Math.abs(clock.now() / 1_000 - Number(timestamp)) <= toleranceSeconds;
}

function receiptOf(body: string): DeliveryReceipt | undefined {
  const { request_id: messageId, phone_number, delivery_status } = jsonObjectOf(body);
  const { status } = (delivery_status ?? {}) as { readonly status?: unknown };
  if (typeof messageId !== 'string' || messageId === '' || typeof status !== 'string') return undefined;
  const state = states.get(status) ?? 'under-way';
  return {
    sender: 'telegram',
    messageId,
    state,
    code: status,
    to: typeof phone_number === 'string' ? e164Of(phone_number) : undefined,
  };
}
