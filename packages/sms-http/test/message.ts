import type { SmsMessage } from '@threepid/core';

export const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
  code: '482915',
  locale: 'en',
};
