import { startPerlSmsc, type PerlSmsc, type PerlSmscOptions } from '@threepid/contract-tests/smsc';
import type { SmsMessage } from '@threepid/core';
import { SmppSmsSender, type SmppOptions } from '@threepid/sms-smpp';
import { account } from './account.js';

/** The SMSC and the sender of a test. */
export interface Bench {
  readonly smsc: PerlSmsc;
  readonly sender: SmppSmsSender;
}

/** Runs a test with an SMSC and a sender for it, and stops both however the test ends. */
export async function withSender(
  options: Partial<SmppOptions>,
  test: (bench: Bench) => Promise<void>,
  smscOptions: PerlSmscOptions = {},
): Promise<void> {
  const smsc = await startPerlSmsc(smscOptions);
  const sender = new SmppSmsSender({ ...account, port: smsc.port, reconnect: hasty, ...options });
  try {
    await test({ smsc, sender });
  } finally {
    await smsc.stop();
    await sender.close();
  }
}

/** Delays short enough for tests. */
export const hasty = { initialDelayMs: 5, maxDelayMs: 20 } as const;

export function message(text = '482915 is your code.'): SmsMessage {
  return { to: '+447400123456', country: 'GB', text, purpose: 'verify', idempotencyKey: 'one' };
}
