import { expect } from 'chai';
import type { SmscSubmission } from '@threepid/contract-tests/smsc';
import type { FailureMeaning, SmsResult } from '@threepid/core';
import { SmppSmsSender, SmppStatusError, type SmppOptions } from '@threepid/sms-smpp';
import { account } from './account.js';
import { message, withSender } from './bench.js';

async function submissionWith(options: Partial<SmppOptions>): Promise<SmscSubmission | undefined> {
  let submission: SmscSubmission | undefined;
  await withSender(options, async ({ smsc, sender }) => {
    expect(await sender.send(message())).to.have.property('kind', 'sent');
    await smsc.sync();
    submission = smsc.submissions[0];
  });
  return submission;
}

const takenOf = (result: SmsResult): unknown => result.kind === 'unavailable' && result.taken;
const unavailable = (taken: 'no' | 'unknown') => ({ kind: 'unavailable', taken }) as const;

describe('SmppSmsSender', () => {
  it('tells where its messages come from, unless the SMSC chooses', () => {
    const fromOf = (source: SmppOptions['source']) =>
      new SmppSmsSender({
        ...account,
        host: '127.0.0.1',
        port: 1,
        ...(source === undefined ? {} : { source }),
      }).originFor().from;
    expect(fromOf('Threepid')).to.equal('Threepid');
    expect(fromOf('12345')).to.equal('12345');
    expect(fromOf('447400999999')).to.equal('+447400999999');
    expect(fromOf('')).to.equal(undefined);
    expect(fromOf(undefined)).to.equal(undefined);
  });
});

describe('a submission', () => {
  it('goes to the number without its plus, as international and E.164, and leaves the sender to the SMSC', async () => {
    expect(await submissionWith({})).to.deep.include({
      destination_addr: '447400123456',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      source_addr: '',
      source_addr_ton: 0,
      source_addr_npi: 0,
      service_type: '',
      registered_delivery: 0,
      validity_period: '',
      data_coding: 0,
      esm_class: 0,
    });
  });

  const sources: [string, Partial<SmscSubmission>][] = [
    ['Threepid', { source_addr: 'Threepid', source_addr_ton: 5, source_addr_npi: 0 }],
    ['12345', { source_addr: '12345', source_addr_ton: 3, source_addr_npi: 0 }],
    ['+447400999999', { source_addr: '447400999999', source_addr_ton: 1, source_addr_npi: 1 }],
  ];
  for (const [source, expected] of sources) {
    it(`comes from ${source} with the TON and NPI of its form`, async () => {
      expect(await submissionWith({ source })).to.deep.include(expected);
    });
  }

  it('takes TON and NPI, service type, validity and receipts from the options', async () => {
    const submission = await submissionWith({
      source: { address: '777', ton: 4, npi: 8 },
      destination: { ton: 0, npi: 3 },
      serviceType: 'OTP',
      validityMs: 93_784_000,
      registeredDelivery: 'failure',
    });
    expect(submission).to.deep.include({
      source_addr: '777',
      source_addr_ton: 4,
      source_addr_npi: 8,
      dest_addr_ton: 0,
      dest_addr_npi: 3,
      service_type: 'OTP',
      validity_period: '000001020304000R',
      registered_delivery: 2,
    });
  });

  it('counts as sent even if the SMSC gives it no id', () =>
    withSender({}, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'accept', messageId: '' });
      expect(await sender.send(message())).to.deep.equal({ kind: 'sent', messageId: '' });
    }));
});

describe('the options of SmppSmsSender', () => {
  const impossible: [string, Partial<SmppOptions>][] = [
    ['receipts for a transmitter', { bindType: 'transmitter', onDeliveryReceipt: () => undefined }],
    ['a source that is not an address', { source: 'more than eleven' }],
    ['no time', { timeoutMs: 0 }],
    ['no window', { window: Number.NaN }],
    ['a validity beyond a month', { validityMs: 40 * 86_400_000 }],
  ];
  for (const [what, options] of impossible) {
    it(`are refused with ${what}`, () => {
      expect(() => new SmppSmsSender({ ...account, port: 1, ...options })).to.throw(TypeError, /^smpp: /);
    });
  }

  it('name the sender', () => {
    expect(new SmppSmsSender({ ...account, port: 1 }).name).to.equal('smpp');
    expect(new SmppSmsSender({ ...account, port: 1, name: 'carrier-a' }).name).to.equal('carrier-a');
  });
});

describe('an answer with a status', () => {
  const answers: [string, number, Partial<SmsResult>][] = [
    ['ESME_RTHROTTLED', 0x58, unavailable('no')],
    ['ESME_RMSGQFUL', 0x14, unavailable('no')],
    ['ESME_RSUBMITFAIL', 0x45, { kind: 'rejected-destination' }],
    ['ESME_RX_T_APPN', 0x64, unavailable('no')],
    ['ESME_RSYSERR', 0x08, unavailable('unknown')],
    ['ESME_RUNKNOWNERR', 0xff, unavailable('unknown')],
    ['0x00000455', 0x455, { kind: 'rejected-destination' }],
    ['ESME_RINVDSTADR', 0x0b, { kind: 'rejected-destination' }],
    ['ESME_RINVSRCADR', 0x0a, { kind: 'refused' }],
    ['ESME_RINVMSGLEN', 0x01, { kind: 'refused' }],
    ['ESME_RX_P_APPN', 0x65, { kind: 'rejected-destination' }],
  ];
  for (const [name, status, expected] of answers) {
    it(`of ${name} is ${Object.values(expected).join(', taken: ')}`, () =>
      withSender({}, async ({ smsc, sender }) => {
        await smsc.behave({ as: 'answer', status });
        const result = await sender.send(message());
        expect(result).to.include(expected);
        if (result.kind === 'sent') return expect.fail();
        expect(result.cause).to.be.instanceOf(SmppStatusError).with.property('status', status);
        expect(String(result.cause))
          .to.match(/^SmppStatusError: submit_sm_resp: /)
          .and.contain(name);
      }));
  }

  const meanings: [FailureMeaning, Partial<SmsResult>][] = [
    ['refused', { kind: 'refused' }],
    ['not-taken', unavailable('no')],
    ['unknown', unavailable('unknown')],
    ['rejected-destination', { kind: 'rejected-destination' }],
  ];
  for (const [meaning, expected] of meanings) {
    it(`means ${meaning} if the options say so`, () =>
      withSender({ statuses: { 0x455: meaning, 0x58: meaning } }, async ({ smsc, sender }) => {
        for (const status of [0x455, 0x58]) {
          await smsc.behave({ as: 'answer', status });
          expect(await sender.send(message())).to.include(expected);
        }
      }));
  }

  it('of ESME_RINVBNDSTS ends the session, and the next message goes over a new one', () =>
    withSender({}, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'answer', status: 0x04, times: 1 });
      expect(await sender.send(message())).to.include(unavailable('no'));
      expect(await sender.send(message())).to.have.property('kind', 'sent');
      await smsc.sync();
      expect(smsc.events.filter(({ event }) => event === 'bind')).to.have.length(2);
    }));
});

describe('a message in parts', () => {
  const long = message('a'.repeat(400));

  it('is not taken if the first part is refused, and the others are not submitted', () =>
    withSender({}, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'answer', status: 0x58, times: 1 });
      expect(await sender.send(long)).to.include(unavailable('no'));
      await smsc.sync();
      expect(smsc.submissions).to.have.length(1);
    }));

  for (const status of [0x58, 0x0b, 0x0a]) {
    it(`may be on its way if a later part is answered with 0x${status.toString(16)}`, () =>
      withSender({}, async ({ smsc, sender }) => {
        await smsc.behave({ as: 'hold' });
        const result = sender.send(long);
        await smsc.submitted(1);
        await smsc.behave({ as: 'answer', status });
        await smsc.release();
        expect(await result).to.include(unavailable('unknown'));
        await smsc.sync();
        expect(smsc.submissions).to.have.length(2);
      }));
  }

  it('may be on its way if the session ends after the first part', () =>
    withSender({}, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'hold' });
      const result = sender.send(long);
      await smsc.submitted(1);
      await smsc.behave({ as: 'cut' });
      await smsc.release();
      expect(await result).to.include(unavailable('unknown'));
    }));
});

describe('the window', () => {
  it('limits how many submissions wait for their answers', () =>
    withSender({ window: 10 }, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'hold' });
      const results = Array.from({ length: 100 }, (_, index) => sender.send(message(`code ${index}`)));
      for (let submitted = 10; submitted <= 100; submitted += 10) {
        await smsc.submitted(submitted);
        // Everything written before this exchange has been read after it.
        await smsc.enquire();
        expect(smsc.submissions).to.have.length(submitted);
        await smsc.release(10);
      }
      expect((await Promise.all(results)).map(({ kind }) => kind)).to.deep.equal(Array(100).fill('sent'));
      expect(smsc.messages.map(({ text }) => text)).to.deep.equal(results.map((_, index) => `code ${index}`));
    }));

  it('of an SMSC that hangs: what was written may be on its way, what waited was not taken', () =>
    withSender({ window: 2, timeoutMs: 1_000 }, async ({ smsc, sender }) => {
      await sender.ready();
      await smsc.behave({ as: 'hang' });
      const results = await Promise.all([1, 2, 3, 4].map(() => sender.send(message())));
      expect(results.map(takenOf)).to.deep.equal(['unknown', 'unknown', 'no', 'no']);
      await smsc.sync();
      expect(smsc.submissions).to.have.length(2);
    }));

  it('has room again once late answers come in', () =>
    withSender({ window: 1, timeoutMs: 1_000 }, async ({ smsc, sender }) => {
      await sender.ready();
      await smsc.behave({ as: 'hold', times: 1 });
      expect(takenOf(await sender.send(message()))).to.equal('unknown');
      expect(takenOf(await sender.send(message()))).to.equal('no');
      await smsc.release();
      expect(await sender.send(message())).to.have.property('kind', 'sent');
    }));

  it('of a session that ends: what was written may be on its way, what waited was not taken', () =>
    withSender({ window: 2 }, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'hold' });
      const results = Promise.all([1, 2, 3, 4].map(() => sender.send(message())));
      await smsc.submitted(2);
      await smsc.stop();
      expect((await results).map(takenOf)).to.deep.equal(['unknown', 'unknown', 'no', 'no']);
    }));
});
