import type { SmsMessage } from '@threepid/core';

/** A message that no one gets: with it, a request can be made before there is one. */
export const sampleMessage: SmsMessage = {
  to: '+12025550123',
  country: 'US',
  text: 'text',
  purpose: 'verify',
  idempotencyKey: 'key',
  code: '000000',
  locale: 'en',
  brand: 'brand',
  expiresAt: 0,
};
