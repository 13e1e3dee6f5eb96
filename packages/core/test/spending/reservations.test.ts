import { silentLogger, StorageUnavailableError, systemClock } from '@threepid/core';
import { MemorySpendingStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { spendingRulesOf } from '../../dist/guard/spending-rules.js';
import { MessageDelivery, type Delivery } from '../../dist/messages/message-delivery.js';
import { MessageMoney } from '../../dist/spending/message-money.js';
import { Reservations, type Reservation } from '../../dist/spending/reservations.js';
import { mobile } from '../code-request.js';
import { RecordingSmsSender, recordingLogger, type LogLine } from '../framework.js';

const now = Date.UTC(2026, 0, 1);

/** The last steps of a message, without the rules above them. */
class Delivering {
  readonly storage = new MemorySpendingStorage();
  readonly sms = new RecordingSmsSender();
  readonly testSms = new RecordingSmsSender();
  readonly reservations = new Reservations(this.storage, spendingRulesOf({}), silentLogger);
  private readonly delivery = new MessageDelivery(
    { sms: this.sms },
    this.testSms,
    this.reservations,
    { text: () => 'a text' },
    systemClock,
    silentLogger,
  );

  async reserve(country = 'GB'): Promise<Reservation> {
    const reserved = await this.reservations.reserve({ country, now });
    if (reserved.kind === 'short') throw new Error('no money');
    return reserved.reservation;
  }

  async send(reservation: Reservation | undefined, change: Partial<Delivery> = {}): Promise<string> {
    const result = await this.delivery.send({
      number: mobile,
      test: undefined,
      purpose: 'verify',
      code: '012345',
      locales: [],
      reservation,
      ...change,
    });
    return result.kind;
  }

  async counted(): Promise<number | undefined> {
    const [spent] = await this.storage.spent({ countries: ['GB'], now });
    return spent?.day.messages;
  }
}

describe('a reservation', () => {
  it('is missed in plain words', () => {
    const { reservations } = new Delivering();
    expect(() => {
      reservations.use(undefined, 'GB');
    }).to.throw(TypeError, 'a message needs a reservation of its own, and had none');
  });

  it('is released without a storage too, which says nothing', async () => {
    const lines: LogLine[] = [];
    const reservations = new Reservations(undefined, spendingRulesOf({}), recordingLogger(lines));
    const reserved = await reservations.reserve({ country: 'GB', now });
    if (reserved.kind === 'reserved') await reservations.release(reserved.reservation);
    expect([reserved.kind, lines.length]).to.deep.equal(['reserved', 0]);
  });
});

describe('a message that is passed to its sender', () => {
  it('is refused without a reservation', async () => {
    const delivering = new Delivering();
    expect(await delivering.send(undefined)).to.equal('refused');
    expect(delivering.sms.messages).to.deep.equal([]);
  });

  it('uses its reservation up', async () => {
    const delivering = new Delivering();
    const reservation = await delivering.reserve();
    expect(await delivering.send(reservation)).to.equal('sent');
    expect(await delivering.send(reservation)).to.equal('refused');
    expect(delivering.sms.messages).to.have.lengthOf(1);
  });

  it("is refused with another framework's reservation, and with a copy", async () => {
    const [delivering, other] = [new Delivering(), new Delivering()];
    const reservation = await delivering.reserve();
    expect(await delivering.send(await other.reserve())).to.equal('refused');
    expect(await delivering.send({ ...reservation })).to.equal('refused');
    expect(delivering.sms.messages).to.deep.equal([]);
  });

  it('is refused with a reservation for another country', async () => {
    const delivering = new Delivering();
    for (const country of ['IE', '001'])
      expect(await delivering.send(await delivering.reserve(country))).to.equal('refused');
    expect(delivering.sms.messages).to.deep.equal([]);
  });

  it('is refused with a reservation that was given back', async () => {
    const delivering = new Delivering();
    const reservation = await delivering.reserve();
    await delivering.reservations.release(reservation);
    expect(await delivering.send(reservation)).to.equal('refused');
    expect(delivering.sms.messages).to.deep.equal([]);
  });

  it('is refused without a text, before its reservation is used', async () => {
    const delivering = new Delivering();
    const reservation = await delivering.reserve();
    expect(await delivering.send(reservation, { purpose: 'notice', code: '' })).to.equal('refused');
    expect(await delivering.send(reservation, { purpose: 'notice', code: '', text: 'A notice.' })).to.equal(
      'sent',
    );
    expect(delivering.sms.messages.map(({ text }) => text)).to.deep.equal(['A notice.']);
  });

  it('needs none to a test number', async () => {
    const delivering = new Delivering();
    expect(await delivering.send(undefined, { test: { kind: 'fiction' } })).to.equal('sent');
    expect([delivering.sms.messages.length, delivering.testSms.messages.length]).to.deep.equal([0, 1]);
  });
});

describe('a reservation', () => {
  it('is not usable any more once it was given back, whoever says that nothing was sent', async () => {
    const delivering = new Delivering();
    const { reservations } = delivering;
    const [reservation, other] = [await delivering.reserve(), await new Delivering().reserve()];
    await delivering.reserve();
    await reservations.release(reservation);
    reservations.markUnsent(reservation);
    reservations.markUnsent(other);
    for (const one of [reservation, other, undefined]) await reservations.release(one);
    expect(await delivering.counted()).to.equal(1);
  });

  it('is told in the log if it crosses a share of a budget', async () => {
    const lines: LogLine[] = [];
    const rules = spendingRulesOf({ prices: { default: 0.1 }, budgets: { countries: { GB: { day: 0.5 } } } });
    const reservations = new Reservations(new MemorySpendingStorage(), rules, recordingLogger(lines));
    expect(['GB', 'DE', undefined].map((country) => reservations.hasBudget(country))).to.deep.equal([
      true,
      false,
      false,
    ]);
    const record = { id: 'the-request' };
    for (let count = 0; count < 6; count += 1) await reservations.reserve({ country: 'GB', now, record });
    const fields = { requestId: 'the-request', budget: 'GB.day', country: 'GB' };
    expect(lines).to.deep.equal([
      { level: 'warn', fields: { ...fields, percent: 80 }, message: 'a budget is used to 80 %' },
      { level: 'warn', fields: { ...fields, percent: 100 }, message: 'a budget is used to 100 %' },
      {
        level: 'warn',
        fields: { ...fields, retryAfterMs: 24 * 3_600_000 },
        message: 'no message sent: a budget is used up',
      },
    ]);
  });

  it('of money that nobody has asked for needs none to be given back', async () => {
    const { reservations } = new Delivering();
    await new MessageMoney(reservations, { country: 'GB', now }).release();
  });

  it('is given back once', async () => {
    const delivering = new Delivering();
    const [reservation] = [await delivering.reserve(), await delivering.reserve()];
    for (let count = 0; count < 3; count += 1) await delivering.reservations.release(reservation);
    expect(await delivering.counted()).to.equal(1);
  });

  it('is not given back once its message was, or may have been, sent', async () => {
    const delivering = new Delivering();
    for (const answer of [
      { kind: 'sent', messageId: 'id' },
      { kind: 'unavailable', taken: 'unknown', cause: undefined },
      { kind: 'rejected-destination', cause: undefined },
    ] as const) {
      delivering.sms.answer = () => Promise.resolve(answer);
      const reservation = await delivering.reserve();
      await delivering.send(reservation);
      // A second try with the same reservation fails, which gives nothing back either.
      await delivering.send(reservation);
      await delivering.reservations.release(reservation);
    }
    expect(await delivering.counted()).to.equal(3);
  });

  it('is given back if the provider certainly sent nothing, and not usable any more', async () => {
    const delivering = new Delivering();
    delivering.sms.answer = () => Promise.resolve({ kind: 'refused', cause: undefined });
    const reservation = await delivering.reserve();
    await delivering.send(reservation);
    await delivering.send(reservation);
    expect(delivering.sms.messages).to.have.lengthOf(1);
    await delivering.reservations.release(reservation);
    expect(await delivering.counted()).to.equal(0);
  });

  it('stays counted if the storage cannot be reached, and the log says so', async () => {
    const [storage, lines] = [new MemorySpendingStorage(), [] as LogLine[]];
    storage.release = () => Promise.reject(new StorageUnavailableError('gone'));
    const reservations = new Reservations(storage, spendingRulesOf({}), recordingLogger(lines));
    for (const record of [{ id: 'the-request' }, undefined]) {
      const reserved = await reservations.reserve({ country: 'GB', now, record });
      if (reserved.kind === 'reserved') await reservations.release(reserved.reservation);
    }
    expect(lines.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal(
      Array.from({ length: 2 }, () => 'warn: the price of a message that was not sent stays counted'),
    );
    expect(lines.map(({ fields }) => fields['requestId'])).to.deep.equal(['the-request', undefined]);
    expect(lines[0]?.fields['err']).to.be.an.instanceOf(StorageUnavailableError);
  });
});
