import { expect } from 'chai';
import type { DeliveryReceipt, SmsSender } from '@threepid/core';
import { createTelemetry, type Telemetry } from '@threepid/otel';
import { failover } from '@threepid/sms-failover';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, message, refused, rejected } from '../fakes.js';
import { TestMetrics } from '../sdk.js';

const duration = 'threepid.provider.duration';
const healthy = 'threepid.provider.healthy';

describe('an observed sender', () => {
  let metrics: TestMetrics;
  let telemetry: Telemetry;

  beforeEach(() => {
    metrics = new TestMetrics();
    telemetry = createTelemetry({ meterProvider: metrics.meterProvider });
  });

  it('has the members of the sender, and no others', () => {
    const bare = new AnsweringSender('bare');
    expect(telemetry.sender(bare).name).to.equal('bare');
    for (const member of ['channel', 'ready', 'report', 'onReceipt', 'callbacks', 'originFor'] as const) {
      expect(Reflect.get(telemetry.sender(bare), member), member).to.equal(undefined);
      expect(member in telemetry.sender(bare), member).to.equal(false);
    }
    expect(telemetry.sender(bare)).to.be.instanceOf(AnsweringSender);
  });

  it('passes on what the sender offers beside sending', async () => {
    const heard: unknown[] = [];
    const full = new FullSender(heard);
    const sender = telemetry.sender<Required<SmsSender>>(full);
    const receipt: DeliveryReceipt = { sender: 'full', messageId: '1', state: 'delivered' };
    await sender.ready();
    sender.onReceipt((one) => void heard.push(one));
    full.receive(receipt);
    expect(heard).to.deep.equal(['ready', receipt]);
    expect(sender.channel).to.equal('whatsapp');
    expect(sender.callbacks).to.equal(full.callbacks);
    expect(sender.originFor('GB')).to.deep.equal({ from: 'full' });
  });

  it('takes frozen senders, and those that a host spreads', async () => {
    const send: SmsSender['send'] = () => Promise.resolve(rejected);
    const frozen: SmsSender = Object.freeze({ name: 'frozen', send });
    const spread = { ...telemetry.sender(frozen), name: 'spread' };
    expect(await spread.send(message)).to.equal(rejected);
    expect(await metrics.of(duration)).to.deep.equal([
      '1 provider=frozen channel=sms result=rejected-destination',
    ]);
  });

  it('stays one sender where test numbers have the same; theirs alone is not observed', () => {
    const [sms, other] = [new AnsweringSender('main'), new AnsweringSender('test')];
    const options = { secret: '', storage: new MemorySessionStorage(), sms };
    const same = telemetry.options({ ...options, testSms: sms });
    expect(same.sms).to.not.equal(sms);
    expect(same.testSms).to.equal(same.sms);
    expect(telemetry.options({ ...options, testSms: other }).testSms).to.equal(other);
  });

  it('is observed once', async () => {
    const sender = new AnsweringSender('main');
    const observed = telemetry.sender(sender);
    expect(telemetry.sender(observed)).to.equal(observed);
    expect(telemetry.sender(sender)).to.equal(observed);
    await telemetry.sender(observed).send(message);
    expect(await metrics.of(duration)).to.deep.equal(['1 provider=main channel=sms result=sent']);
  });

  it('counts a try once, around a failover and within it', async () => {
    const [main, spare] = [
      new AnsweringSender('main', () => Promise.resolve(refused)),
      new AnsweringSender('spare'),
    ];
    const inside = failover([telemetry.sender(main), telemetry.sender(spare)]);
    await telemetry.sender(inside).send(message);
    const outside = failover([main, spare], { name: 'outside' });
    await telemetry.sender(outside).send(message);
    expect(await metrics.of(duration)).to.have.members([
      '1 provider=main channel=sms result=refused',
      '2 provider=spare channel=sms result=sent',
    ]);
  });

  it('does not take a try that hangs for the one around the next', async () => {
    const hanging = new AnsweringSender('hanging', () => new Promise(() => undefined));
    const sender = failover([telemetry.sender(hanging), telemetry.sender(new AnsweringSender('spare'))], {
      tryMs: 1,
      onUnknown: 'try-next',
    });
    expect(await telemetry.sender(sender).send(message)).to.include({ kind: 'sent', sender: 'spare' });
    expect(await metrics.of(duration)).to.deep.equal(['1 provider=spare channel=sms result=sent']);
  });

  it('takes an error, and an answer that is none, for unavailable', async () => {
    const broken = new AnsweringSender('broken', () => Promise.reject(new Error('broken')));
    const error: unknown = await telemetry
      .sender(broken)
      .send(message)
      .catch((cause: unknown) => cause);
    expect(error).to.have.property('message', 'broken');
    const mute = new AnsweringSender('mute', () => Promise.resolve(undefined as never));
    expect(await telemetry.sender(mute).send(message)).to.equal(undefined);
    expect(await metrics.of(duration)).to.have.members([
      '1 provider=broken channel=sms result=unavailable',
      '1 provider=mute channel=sms result=unavailable',
    ]);
  });

  it('is healthy or not by its last answers: a number that it rejects says nothing', async () => {
    const main = new AnsweringSender('main');
    const sender = telemetry.sender(main);
    const states: (readonly string[])[] = [];
    for (const result of [rejected, refused, refused, refused, rejected]) {
      main.answer = () => Promise.resolve(result);
      await sender.send(message);
      states.push(await metrics.of(healthy));
    }
    expect(states).to.deep.equal([[], [], [], ['0 provider=main'], ['0 provider=main']]);
    main.answer = () => Promise.resolve({ kind: 'sent', messageId: 'id-1' });
    await sender.send(message);
    expect(await metrics.of(healthy)).to.deep.equal(['1 provider=main']);
    main.answer = () => Promise.resolve(refused);
    await sender.send(message);
    expect(await metrics.of(healthy)).to.deep.equal(['1 provider=main']);
  });

  it('names 50 providers at most', async () => {
    for (let index = 0; index < 60; index += 1)
      await telemetry.sender(new AnsweringSender(`provider-${index}`)).send(message);
    const points = await metrics.of(duration);
    expect(points).to.have.length(51);
    expect(points).to.include('10 provider=other channel=sms result=sent');
  });
});

/** A sender with everything that one may have. */
class FullSender implements Required<SmsSender> {
  readonly name = 'full';
  readonly channel = 'whatsapp';
  readonly callbacks = [{ name: 'full', methods: ['POST'] as const, handle: () => ({ status: 204 }) }];
  #listener: ((receipt: DeliveryReceipt) => void) | undefined;

  constructor(private readonly heard: unknown[]) {}

  send() {
    return Promise.resolve({ kind: 'sent', messageId: 'id-1' } as const);
  }

  ready(): Promise<void> {
    this.heard.push('ready');
    return Promise.resolve();
  }

  report(): Promise<void> {
    return Promise.resolve();
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.#listener = listener;
  }

  receive(receipt: DeliveryReceipt): void {
    this.#listener?.(receipt);
  }

  originFor() {
    return { from: this.name };
  }
}
