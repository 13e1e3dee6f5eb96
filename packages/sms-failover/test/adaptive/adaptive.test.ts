import {
  noRoutes,
  StorageUnavailableError,
  type CountRoutes,
  type DeliveryReceipt,
  type MessageReport,
  type RouteRecord,
  type RouteStorage,
  type SmsSender,
} from '@threepid/core';
import { failover } from '@threepid/sms-failover';
import { MemoryRouteStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { message, scripted } from '../scripted-sender.js';
import { evenly } from './evenly.js';
import { reportOf, TrafficClock, Traffic } from './traffic.js';

const onlyB = (sender: string): boolean => sender === 'b';
const all = (): boolean => true;

interface Line {
  readonly level: string;
  readonly fields: unknown;
  readonly text: string | undefined;
}

function keptLog() {
  const lines: Line[] = [];
  const at = (level: string) => (fields: object, text?: string) => void lines.push({ level, fields, text });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return {
    lines,
    logger,
    texts: (level: string) => lines.filter((line) => line.level === level).map(({ text }) => text),
  };
}

describe('adaptive failover', () => {
  it('follows the list while nothing is known', async () => {
    expect(await new Traffic().next()).to.equal('a');
  });

  it('moves to another sender within a few messages, and says so once', async () => {
    const { logger, lines, texts } = keptLog();
    const traffic = new Traffic({ logger });
    await traffic.judged(20, all);
    await traffic.judged(8, () => false);
    expect(await traffic.next()).to.equal('b');
    await traffic.next();
    expect(texts('info')).to.deep.equal([
      'GB: traffic moved from a to b: verified 0 % of 8 against 0 % of 0',
    ]);
    expect(lines.find(({ level }) => level === 'info')?.fields).to.deep.equal({
      country: 'GB',
      from: 'a',
      to: 'b',
    });
  });

  it('logs at level debug how it has ordered the senders, without a number', async () => {
    const { logger, lines } = keptLog();
    await new Traffic({ logger }).next();
    const fields = { country: 'GB', explores: false, values: { a: 0.586, b: 0.586 } };
    expect(lines).to.deep.equal([{ level: 'debug', fields, text: 'senders ordered by results' }]);
  });

  it('knows each country by itself', async () => {
    const traffic = new Traffic();
    await traffic.judged(20, onlyB);
    expect(await traffic.next()).to.equal('b');
    expect(await traffic.next({ country: 'DE', to: '+4915112345678' })).to.equal('a');
    expect(await traffic.next({ country: undefined, to: '+88216123456' })).to.equal('a');
  });

  it('counts a message that was just sent neither way, until two minutes have passed', async () => {
    const traffic = new Traffic();
    await traffic.judged(20, all);
    for (let index = 0; index < 20; index += 1) await traffic.send();
    traffic.clock.pass(2 * 60_000);
    expect(await traffic.next()).to.equal('a');
    traffic.clock.pass(60_000);
    expect(await traffic.next()).to.equal('b');
  });

  it('learns at once that people ask for another message', async () => {
    const traffic = new Traffic();
    await traffic.judged(20, all);
    for (let index = 0; index < 2; index += 1) await traffic.report(await traffic.send(), 'resent');
    expect(await traffic.next()).to.equal('b');
  });

  it('learns at once from receipts that messages do not arrive', async () => {
    let listener: (receipt: DeliveryReceipt) => void = () => undefined;
    let ids = 0;
    const a: SmsSender = {
      name: 'a',
      send: () => Promise.resolve({ kind: 'sent', messageId: String((ids += 1)) }),
      onReceipt: (given) => (listener = given),
    };
    const traffic = new Traffic({ senders: [a, scripted('b')] });
    const heard: string[] = [];
    traffic.sms.onReceipt?.(({ messageId }) => void heard.push(messageId));
    await traffic.judged(20, all);
    for (let index = 0; index < 8; index += 1) await traffic.send();
    for (let id = 21; id <= 28; id += 1)
      listener({ sender: 'a', messageId: String(id), state: 'undelivered' });
    expect(await traffic.next()).to.equal('b');
    expect(heard).to.have.lengthOf(8);
  });

  it('counts a receipt once, and only that of the sender whose message it names', async () => {
    const listeners: ((receipt: DeliveryReceipt) => void)[] = [];
    const numbering = (name: string): SmsSender => {
      let ids = 0;
      const send = () => Promise.resolve({ kind: 'sent', messageId: String((ids += 1)) } as const);
      return { name, send, onReceipt: (listener) => void listeners.push(listener) };
    };
    const traffic = new Traffic({ senders: [numbering('a'), numbering('b')] });
    traffic.sms.onReceipt?.(() => undefined);
    await traffic.judged(20, all);
    for (let index = 0; index < 8; index += 1) await traffic.send();
    const [ofA, ofB] = listeners;
    for (let id = 21; id <= 28; id += 1) {
      ofB?.({ sender: 'b', messageId: String(id), state: 'undelivered' });
      ofA?.({ sender: 'a', messageId: '21', state: 'undelivered', code: String(id) });
    }
    expect(await traffic.next()).to.equal('a');
  });

  it('forgets what a clock has counted that was far ahead', async () => {
    const traffic = new Traffic();
    traffic.clock.pass(365 * 86_400_000);
    for (let index = 0; index < 15; index += 1) await traffic.judged(1, all);
    traffic.clock.pass(-365 * 86_400_000);
    await traffic.judged(20, onlyB);
    expect(await traffic.next()).to.equal('b');
  });

  it('counts a failed send against its sender, and a rejected destination against nobody', async () => {
    for (const [behaviour, expected] of [
      ['refuses', 'b'],
      ['rejects the destination', ''],
    ] as const) {
      const a = scripted('a', behaviour);
      const traffic = new Traffic({ senders: [a, scripted('b')], breaker: { failures: 1_000 } });
      for (let index = 0; index < 20; index += 1) await traffic.send();
      a.behaviour = scripted('a').behaviour;
      expect((await traffic.send()).sender).to.equal(expected === '' ? 'a' : 'b');
    }
  });

  it('counts only first messages whose codes somebody can submit here', async () => {
    const traffic = new Traffic();
    for (let index = 0; index < 20; index += 1) {
      await traffic.report(await traffic.send({ isJudged: false }), 'resent');
      const again = await traffic.send({ previous: { sender: 'b' } });
      await traffic.report(again, 'resent');
    }
    traffic.clock.pass(10 * 60_000);
    expect(await traffic.next()).to.equal('a');
  });

  it('sends what is asked for again by a sender that has not just failed', async () => {
    const [a, b, c] = [scripted('a'), scripted('b'), scripted('c')];
    const traffic = new Traffic({ senders: [failover([a, b], { name: 'inner' }), c] });
    expect(await traffic.next({ previous: { sender: 'a' } })).to.equal('c');
    expect(await traffic.next({ previous: { sender: 'c' } })).to.equal('a');
    expect(await traffic.next({ previous: { sender: 'of yesterday' } })).to.equal('a');
  });

  it('tries another sender with a part of the messages, and seldom one that is known to be bad', async () => {
    const traffic = new Traffic({ random: evenly(), adaptive: { exploration: 0.2 } });
    const first = await traffic.judged(400, (sender) => sender === 'a');
    const toB = first.filter((sender) => sender === 'b').length;
    expect(toB).to.be.within(1, 40);
    const later = await traffic.judged(100, (sender) => sender === 'a');
    expect(later.filter((sender) => sender === 'b').length).to.be.at.most(3);
  });

  it('prefers the cheaper of two senders unless the other one verifies enough more', async () => {
    const prices = { a: { GB: 0.06, default: 0.02 }, b: { default: 0.02 } };
    const nextAt = async (worth: number) => {
      const traffic = new Traffic({ random: evenly(), adaptive: { prices, worth, exploration: 0.5 } });
      let messages = 0;
      await traffic.judged(100, (sender) => sender === 'a' || (messages += 1) % 2 === 0);
      return traffic.next();
    };
    expect(await nextAt(0.05)).to.equal('b');
    expect(await nextAt(10)).to.equal('a');
    const unknown = new Traffic({ adaptive: { prices: { b: { GB: 0.02, IE: 0.05 } }, worth: 1 } });
    expect(await unknown.next()).to.equal('a');
  });

  it('learns no more than four of a hundred messages from one range of numbers', async () => {
    const traffic = new Traffic();
    const to = (index: number) => `+44740012${String(index).padStart(4, '0')}`;
    for (let index = 0; index < 50; index += 1) {
      const sent = await traffic.send({ to: to(index) });
      await traffic.report(sent, 'resent');
    }
    traffic.clock.pass(10 * 60_000);
    expect(await traffic.next()).to.equal('a');
    await traffic.judged(30, () => false);
    expect(await traffic.next()).to.equal('b');
  });

  it('keeps the senders of a channel together, in the order of the channels', async () => {
    const whatsapp = (name: string, isUp: boolean): SmsSender =>
      Object.assign(scripted(name, isUp ? 'sends' : 'refuses'), { channel: 'whatsapp' as const });
    const asked = new Traffic({
      senders: [whatsapp('w1', false), scripted('s1'), whatsapp('w2', true)],
    });
    expect(await asked.next()).to.equal('w2');
  });

  describe('with a storage that processes share', () => {
    it('learns what another process was told', async () => {
      const storage = new MemoryRouteStorage();
      const clock = new TrafficClock();
      const one = new Traffic({ clock, adaptive: { storage } });
      const other = new Traffic({ clock, adaptive: { storage } });
      for (let index = 0; index < 20; index += 1) {
        const sent = await one.send();
        await one.report(sent, 'verified', other.sms);
      }
      clock.pass(5 * 60_000);
      for (let index = 0; index < 10; index += 1) await one.report(await one.send(), 'resent', other.sms);
      clock.pass(6_000);
      // What is known is read in the background: the first message finds it older than it may be.
      await other.next();
      expect(await other.next()).to.equal('b');
    });

    it('goes on with what it knows while the storage is down, and loses nothing that fits', async () => {
      const { logger, texts } = keptLog();
      const memory = new MemoryRouteStorage();
      let isDown = true;
      const storage: RouteStorage = {
        name: 'flaky',
        count: (request) =>
          isDown ? Promise.reject(new StorageUnavailableError('down')) : memory.count(request),
      };
      const traffic = new Traffic({ logger, adaptive: { storage } });
      await traffic.judged(20, onlyB);
      expect(await traffic.next()).to.equal('b');
      // The first of 20 messages within a minute, and the one that came minutes later.
      expect(texts('warn').filter((text) => text?.includes('storage of routes failed'))).to.have.lengthOf(2);
      isDown = false;
      await traffic.judged(1, all);
      await new Promise((resolve) => setImmediate(resolve));
      const record = await memory.count({ country: 'GB', counts: [], now: traffic.clock.now() });
      expect(record.counted).to.equal(21);
    });

    it('does not wait for a storage that hangs', async () => {
      const hanging: RouteStorage = {
        name: 'hanging',
        count: () => new Promise<RouteRecord>(() => undefined),
      };
      const traffic = new Traffic({ adaptive: { storage: hanging } });
      for (let index = 0; index < 3; index += 1) expect((await traffic.send()).sender).to.equal('a');
    });

    it('sends by the list if a storage answers nonsense, or throws, and learns once it works', async () => {
      const { logger, texts } = keptLog();
      const memory = new MemoryRouteStorage();
      const broken: RouteStorage['count'][] = [
        () => {
          throw new Error('not now');
        },
        ...['{}', '{"counted":1,"routes":[{"sender":"a"}]}'].map(
          (record) => () => Promise.resolve(JSON.parse(record) as RouteRecord),
        ),
      ];
      for (const count of broken) {
        let isBroken = true;
        const storage: RouteStorage = {
          name: 'broken',
          count: (request) => (isBroken ? count(request) : memory.count(request)),
        };
        const traffic = new Traffic({ logger, adaptive: { storage } });
        expect(await traffic.next()).to.equal('a');
        await traffic.judged(3, all);
        isBroken = false;
        traffic.clock.pass(2 * 60_000);
        await traffic.judged(30, onlyB);
        expect(await traffic.next()).to.equal('b');
      }
      expect(texts('warn')).to.include(
        'the storage of routes failed; messages are routed by what this process knows',
      );
    });

    it('sends counts that come during a call together', async () => {
      const requests: CountRoutes[] = [];
      const answers: (() => void)[] = [];
      const storage: RouteStorage = {
        name: 'slow',
        count: (request) => {
          requests.push(request);
          if (requests.length === 1) return Promise.resolve(noRoutes);
          return new Promise((resolve) =>
            answers.push(() => {
              resolve(noRoutes);
            }),
          );
        },
      };
      const traffic = new Traffic({ adaptive: { storage } });
      for (let index = 0; index < 50; index += 1) await traffic.send();
      answers.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
      expect(requests.map(({ counts }) => counts.map(({ sent }) => sent))).to.deep.equal([[], [1], [49]]);
    });
  });

  it("gives a sender's own note back to it, and to no other", async () => {
    const reports: MessageReport[] = [];
    const noting: SmsSender = {
      name: 'noting',
      send: () => Promise.resolve({ kind: 'sent', messageId: '1', note: 'own.note' }),
      report: (report) => Promise.resolve(void reports.push(report)),
    };
    const inner = failover([noting], { name: 'inner', adaptive: {} });
    for (const senders of [[noting], [inner]] as const) {
      const traffic = new Traffic({ senders });
      await traffic.report(await traffic.send(), 'verified');
      await traffic.report(await traffic.send({ isJudged: false }), 'verified');
    }
    expect(reports.map(({ note }) => note)).to.deep.equal(['own.note', 'own.note', 'own.note', 'own.note']);
    const plain = new Traffic();
    const sent = await plain.send();
    expect(reportOf(sent, 'verified', 0).note).to.match(/^[0-9a-z]{5,8}$/);
  });

  it('refuses options that cannot be meant', () => {
    const [a, b] = [scripted('a'), scripted('b')];
    const weighted = [
      { sender: a, weight: 1 },
      { sender: b, weight: 2 },
    ];
    expect(() => failover(weighted, { adaptive: {} })).to.throw(
      TypeError,
      'give weights or adaptive, not both',
    );
    expect(() => failover([a], { prefixes: { '+49': weighted }, adaptive: {} })).to.throw('not both');
    for (const [adaptive, error] of [
      [{ exploration: 0.6 }, 'adaptive.exploration must be from 0 to 0.5'],
      [{ exploration: NaN }, 'adaptive.exploration'],
      [{ prices: {} }, 'adaptive.worth must be above 0'],
      [{ prices: {}, worth: 0 }, 'adaptive.worth must be above 0'],
      [{ prices: { c: { GB: 1 } }, worth: 1 }, "adaptive.prices has 'c'"],
      [{ prices: { a: { UK: -1 } }, worth: 1 }, 'adaptive.prices.a.UK must be a price of 0 or more'],
      [{ prices: { a: { gb: 1 } }, worth: 1 }, 'adaptive.prices.a.gb must be named by a country'],
    ] as const)
      expect(() => failover([a, b], { adaptive })).to.throw(TypeError, error);
  });

  it('leaves messages to others as they are without it', async () => {
    const result = await failover([scripted('a')]).send(message({ isJudged: true }));
    expect(result).to.deep.equal({ kind: 'sent', messageId: 'id-1', sender: 'a' });
  });
});
