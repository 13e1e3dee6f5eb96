import {
  smsSenderContract,
  startPerlSmsc,
  type PerlSmsc,
  type SmscMessage,
  type SmsFault,
  type SmsPeer,
  type SmsPeerMessage,
  type SmsSenderSubject,
} from '@threepid/contract-tests';
import type { SmsSender } from '@threepid/core';
import { SmppSmsSender } from '@threepid/sms-smpp';
import { account } from './account.js';

type Play = (smsc: PerlSmsc, times: number | undefined) => Promise<void>;

const status = (number: number): Play => {
  return (smsc, times) =>
    smsc.behave({ as: 'answer', status: number, ...(times === undefined ? {} : { times }) });
};

const plays: Readonly<Record<SmsFault | 'accept', Play>> = {
  accept: async (smsc) => {
    await smsc.password(account.password);
    await smsc.binding({ as: 'check' });
    await smsc.behave({ as: 'accept' });
    await smsc.up();
  },
  refuse: async (smsc) => {
    await smsc.password('another');
    await smsc.unbind();
  },
  throttle: status(0x58),
  'reject-destination': status(0x0b),
  'invalid-parameter': status(0x0a),
  'server-error': status(0x08),
  hang: (smsc) => smsc.behave({ as: 'hang' }),
  'cut-before-reading': async (smsc) => {
    await smsc.binding({ as: 'cut' });
    await smsc.hangUp();
  },
  'cut-after-reading': (smsc) => smsc.behave({ as: 'cut' }),
  'malformed-answer': (smsc) => smsc.behave({ as: 'rubbish' }),
  down: (smsc) => smsc.down(),
};

class Peer implements SmsPeer {
  constructor(private readonly smsc: PerlSmsc) {}

  get messages(): SmsPeerMessage[] {
    return this.smsc.messages.map(({ to, text }: SmscMessage) => ({ to: `+${to}`, text }));
  }

  play(behaviour: SmsFault | 'accept', times?: number): Promise<void> {
    return plays[behaviour](this.smsc, times);
  }
}

/** The SMSC tells of messages by a pipe: it is read up to date before a result is handed on. */
function synchronised(sender: SmppSmsSender, smsc: PerlSmsc): SmsSender {
  return {
    name: sender.name,
    ready: () => sender.ready(),
    send: async (message) => {
      const result = await sender.send(message);
      await smsc.sync();
      return result;
    },
  };
}

async function create({ timeoutMs }: { readonly timeoutMs: number }): Promise<SmsSenderSubject> {
  const smsc = await startPerlSmsc();
  const { port } = smsc;
  // Of 20 messages at once that nobody answers, all are to leave: with less room the rest would never be written.
  const reconnect = { initialDelayMs: 5, maxDelayMs: 20 };
  const sender = new SmppSmsSender({ ...account, port, timeoutMs, window: 50, reconnect });
  return {
    sender: synchronised(sender, smsc),
    peer: new Peer(smsc),
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
