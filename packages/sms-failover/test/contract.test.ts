import { smsSenderContract, type SmsSenderSubject } from '@threepid/contract-tests';
import { inStepWith, smscPeer, startPerlSmsc } from '@threepid/contract-tests/smsc';
import { failover } from '@threepid/sms-failover';
import { password, smppSender } from './smpp-sender.js';

/** Both providers fail in the same way. */
async function create({ timeoutMs }: { readonly timeoutMs: number }): Promise<SmsSenderSubject> {
  const smscs = await Promise.all([startPerlSmsc(), startPerlSmsc()]);
  const senders = smscs.map((smsc, index) => smppSender(smsc, `carrier-${index}`, timeoutMs));
  return {
    sender: inStepWith(smscs, failover(senders, { deadlineMs: 2 * timeoutMs })),
    peer: smscPeer(smscs, password),
    secrets: [password],
    close: async () => {
      await Promise.all(smscs.map((smsc) => smsc.stop()));
      await Promise.all(senders.map((one) => one.close()));
    },
  };
}

describe('failover', () => {
  smsSenderContract({ describe, it, create });
});
