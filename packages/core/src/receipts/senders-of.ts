import type { SmsSender } from '../ports/sms-sender.js';
import type { ThreepidOptions } from '../threepid-options.js';

/** The senders that the options name, each once; `sms` is the first. */
export function sendersOf({
  sms,
  testSms,
  channels = {},
}: Pick<ThreepidOptions, 'sms' | 'testSms' | 'channels'>): readonly SmsSender[] {
  const all = [sms, testSms, ...Object.values<SmsSender | undefined>(channels)];
  return [...new Set(all.filter((sender) => sender !== undefined))];
}
