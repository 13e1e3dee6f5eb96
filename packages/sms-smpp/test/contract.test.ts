import { smsSenderContract, type SmsSenderSubject } from '@threepid/contract-tests';
import { inStepWith, smscPeer, startPerlSmsc } from '@threepid/contract-tests/smsc';
import { SmppSmsSender } from '@threepid/sms-smpp';
import { account } from './account.js';
import { hasty } from './bench.js';

async function create({ timeoutMs }: { readonly timeoutMs: number }): Promise<SmsSenderSubject> {
  const smsc = await startPerlSmsc();
  const { port } = smsc;
  // All of 20 concurrent messages without an answer must go out: with a smaller window the rest would never be written.
  const sender = new SmppSmsSender({ ...account, port, timeoutMs, window: 50, reconnect: hasty });
  return {
    sender: inStepWith([smsc], sender),
    peer: smscPeer([smsc], account.password),
    secrets: [account.password],
    close: async () => {
      await smsc.stop();
      await sender.close();
    },
  };
}

describe('SmppSmsSender', () => {
  smsSenderContract({ describe, it, create });
});
