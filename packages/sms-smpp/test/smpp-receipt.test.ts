import { expect } from 'chai';
import type { SmscDelivery } from '@threepid/contract-tests/smsc';
import type { DeliveryReceipt, Logger } from '@threepid/core';
import type { SmppOptions, SmppReceipt } from '@threepid/sms-smpp';
import { message, withSender, type Bench } from './bench.js';

const example =
  'id:m1 sub:001 dlvrd:001 submit date:2607010914 done date:2607010915 stat:DELIVRD err:000 text:482915 is your code.';

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** The receipts that a sender passes on for these deliveries, each of which must be acknowledged. */
async function receiptsOf(...deliveries: SmscDelivery[]): Promise<SmppReceipt[]> {
  const receipts: SmppReceipt[] = [];
  const onDeliveryReceipt = (receipt: SmppReceipt): void => void receipts.push(receipt);
  await withSender({ onDeliveryReceipt }, async ({ smsc, sender }) => {
    await sender.ready();
    for (const delivery of deliveries) await acknowledged({ smsc, sender }, delivery);
  });
  return receipts;
}

async function acknowledged({ smsc }: Bench, delivery: SmscDelivery): Promise<void> {
  const acknowledgement = smsc.next('deliver-sm-resp');
  await smsc.deliver(delivery);
  expect(await acknowledgement).to.have.property('status', 0);
}

describe('a delivery receipt', () => {
  it('is read from its text, without anything of the message', async () => {
    expect(await receiptsOf({ text: example })).to.deep.equal([
      { messageId: 'm1', status: 'delivered', error: '000' },
    ]);
  });

  it('is requested, and has the id that the message was sent with', async () => {
    const receipts: SmppReceipt[] = [];
    await withSender({ onDeliveryReceipt: (receipt) => void receipts.push(receipt) }, async (bench) => {
      const result = await bench.sender.send(message());
      await bench.smsc.sync();
      expect(bench.smsc.submissions[0]).to.have.property('registered_delivery', 1);
      await acknowledged(bench, { text: example });
      expect(receipts[0]?.messageId).to.equal(result.kind === 'sent' ? result.messageId : undefined);
    });
  });

  it('goes to the framework, by its state and with its number', async () => {
    const states = {
      ENROUTE: 'under-way',
      ACCEPTD: 'under-way',
      UNKNOWN: 'under-way',
      DELIVRD: 'delivered',
      EXPIRED: 'undelivered',
      DELETED: 'undelivered',
      UNDELIV: 'undelivered',
      REJECTD: 'undelivered',
    } as const;
    const receipts: DeliveryReceipt[] = [];
    await withSender({ name: 'carrier-a' }, async (bench) => {
      bench.sender.onReceipt((receipt) => void receipts.push(receipt));
      await bench.sender.send(message());
      await bench.smsc.sync();
      expect(bench.smsc.submissions[0]).to.have.property('registered_delivery', 1);
      for (const word of Object.keys(states))
        await acknowledged(bench, { text: `id:${word} stat:${word} err:001` });
    });
    expect(receipts).to.deep.equal(
      Object.entries(states).map(([messageId, state]) => ({
        sender: 'carrier-a',
        messageId,
        state,
        code: '001',
        to: '+447400123456',
      })),
    );
  });

  it('is not requested if the options say so, or the session is one of a transmitter', async () => {
    const options: Partial<SmppOptions>[] = [{ registeredDelivery: 'none' }, { bindType: 'transmitter' }];
    for (const option of options)
      await withSender(option, async ({ sender, smsc }) => {
        sender.onReceipt(() => undefined);
        await sender.send(message());
        await smsc.sync();
        expect(smsc.submissions[0]).to.have.property('registered_delivery', 0);
      });
  });

  it('of a message in parts is one: undelivered with the first that is, delivered with the last', async () => {
    const receipts: DeliveryReceipt[] = [];
    const ids: string[] = [];
    await withSender({}, async (bench) => {
      bench.sender.onReceipt((receipt) => void receipts.push(receipt));
      for (const states of [
        ['ENROUTE', 'DELIVRD', 'DELIVRD'],
        ['DELIVRD', 'UNDELIV'],
      ]) {
        const result = await bench.sender.send(message('a'.repeat(200)));
        const id = result.kind === 'sent' ? result.messageId : '';
        ids.push(id);
        const [first = '', second = ''] = id.split(',');
        const parts = states.length === 3 ? [first, first, second] : [first, second];
        for (const [index, part] of parts.entries())
          await acknowledged(bench, { text: `id:${part} stat:${states[index] ?? ''}` });
      }
    });
    expect(receipts.map(({ messageId, state }) => [messageId, state])).to.deep.equal([
      [ids[0], 'delivered'],
      [ids[1], 'undelivered'],
    ]);
  });

  it('is read from the optional parameters if there are any', async () => {
    const optional = {
      receipted_message_id: `${hex('tlv-7')}00`,
      message_state: '05',
      network_error_code: '030021',
    };
    expect(await receiptsOf({ text: '', optional }, { text: example, optional })).to.deep.equal([
      { messageId: 'tlv-7', status: 'undeliverable', error: '33' },
      { messageId: 'tlv-7', status: 'undeliverable', error: '000' },
    ]);
  });

  it('may come in message_payload, in UCS-2 or Latin 1', async () => {
    const ucs2 = Buffer.from(example, 'utf16le').swap16().toString('hex');
    const receipts = await receiptsOf(
      { text: '', optional: { message_payload: hex(example) } },
      { text: '', dataCoding: 8, optional: { message_payload: ucs2 } },
      { text: example, dataCoding: 3 },
    );
    expect(receipts).to.deep.equal(Array(3).fill({ messageId: 'm1', status: 'delivered', error: '000' }));
  });

  it('keeps an id with characters that have other octets in GSM 03.38', async () => {
    expect(await receiptsOf({ text: 'id:a_b@c$d-{1} stat:EXPIRED err:0x1' })).to.deep.equal([
      { messageId: 'a_b@c$d-{1}', status: 'expired', error: '0x1' },
    ]);
  });

  it('has each known state, and unknown for others', async () => {
    const words = [
      'ENROUTE',
      'delivrd',
      'EXPIRED',
      'DELETED',
      'UNDELIV',
      'ACCEPTD',
      'UNKNOWN',
      'REJECTD',
      'WHATEVER',
    ];
    const receipts = await receiptsOf(...words.map((word) => ({ text: `id:1 stat:${word}` })));
    expect(receipts.map(({ status }) => status)).to.deep.equal([
      'enroute',
      'delivered',
      'expired',
      'deleted',
      'undeliverable',
      'accepted',
      'unknown',
      'rejected',
      'unknown',
    ]);
    expect(receipts[0]?.error).to.equal(undefined);
  });

  it('may be an intermediate notification', async () => {
    const receipts = await receiptsOf({ text: 'id:1 stat:ENROUTE', esmClass: 0x20 });
    expect(receipts).to.have.length(1);
  });

  it('is not a message from a person, nor a receipt without an id: both are only acknowledged', async () => {
    expect(
      await receiptsOf({ text: 'id:1 stat:DELIVRD', esmClass: 0 }, { text: 'text: id:1' }),
    ).to.deep.equal([]);
  });

  it('is acknowledged even if the callback fails, and the failure is logged', async () => {
    const logged: unknown[] = [];
    const ignore = (): void => undefined;
    const logger: Logger = {
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (fields) => void logged.push(fields),
    };
    const onDeliveryReceipt = (): never => {
      throw new TypeError('no database for +447400123456');
    };
    await withSender({ onDeliveryReceipt, logger }, async (bench) => {
      await bench.sender.ready();
      await acknowledged(bench, { text: example });
      await acknowledged(bench, { text: example });
    });
    expect(logged).to.have.length(2);
    expect(logged[0]).to.have.nested.property('err.type', 'TypeError');
    for (const secret of ['482915', '447400123456']) expect(JSON.stringify(logged)).to.not.contain(secret);
  });
});
