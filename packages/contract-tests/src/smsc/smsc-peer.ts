import type { SmsSender } from '@threepid/core';
import type { SmsFault, SmsPeer } from '../sms-sender/sms-peer.js';
import type { PerlSmsc } from './start-perl-smsc.js';

type Play = (smsc: PerlSmsc, times: number | undefined) => Promise<void>;

const answering = (status: number): Play => {
  return (smsc, times) => smsc.behave({ as: 'answer', status, ...(times === undefined ? {} : { times }) });
};

const faults: Readonly<Record<SmsFault, Play>> = {
  refuse: async (smsc) => {
    await smsc.password('another');
    await smsc.unbind();
  },
  /** ESME_RTHROTTLED */
  throttle: answering(0x58),
  /** ESME_RINVDSTADR */
  'reject-destination': answering(0x0b),
  /** ESME_RINVSRCADR */
  'invalid-parameter': answering(0x0a),
  /** ESME_RSYSERR */
  'server-error': answering(0x08),
  hang: (smsc) => smsc.behave({ as: 'hang' }),
  'cut-before-reading': async (smsc) => {
    await smsc.binding({ as: 'cut' });
    await smsc.hangUp();
  },
  'cut-after-reading': (smsc) => smsc.behave({ as: 'cut' }),
  'malformed-answer': (smsc) => smsc.behave({ as: 'rubbish' }),
  down: (smsc) => smsc.down(),
};

async function accept(smsc: PerlSmsc, password: string): Promise<void> {
  await smsc.password(password);
  await smsc.binding({ as: 'check' });
  await smsc.behave({ as: 'accept' });
  await smsc.up();
}

/**
 * SMSCs as the provider's side of `smsSenderContract`. All behave alike.
 *
 * @param password the password that they accept.
 */
export function smscPeer(smscs: readonly PerlSmsc[], password: string): SmsPeer {
  return {
    get messages() {
      return smscs.flatMap(({ messages }) => messages.map(({ to, text }) => ({ to: `+${to}`, text })));
    },
    async play(behaviour, times) {
      const play: Play = behaviour === 'accept' ? (smsc) => accept(smsc, password) : faults[behaviour];
      await Promise.all(smscs.map((smsc) => play(smsc, times)));
    },
  };
}

/** The sender, with each result handed on once the SMSCs have told of the message, which they do by a pipe. */
export function inStepWith(smscs: readonly PerlSmsc[], sender: SmsSender): SmsSender {
  return {
    name: sender.name,
    ready: async () => sender.ready?.(),
    send: async (message) => {
      const result = await sender.send(message);
      await Promise.all(smscs.map((smsc) => smsc.sync()));
      return result;
    },
  };
}
