import type { PerlSmsc } from '@threepid/contract-tests/smsc';
import { SmppSmsSender } from '@threepid/sms-smpp';

export const password = 'secret08';

/** A sender of one SMSC, which connects again at once. */
export function smppSender(smsc: PerlSmsc, name: string, timeoutMs: number): SmppSmsSender {
  const { port } = smsc;
  const reconnect = { initialDelayMs: 5, maxDelayMs: 20 };
  return new SmppSmsSender({
    host: '127.0.0.1',
    port,
    systemId: 'threepid',
    password,
    name,
    timeoutMs,
    window: 50,
    reconnect,
  });
}
