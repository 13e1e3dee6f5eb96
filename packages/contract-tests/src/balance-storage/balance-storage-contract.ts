import { randomBytes } from 'node:crypto';
import {
  balanceAt,
  defaultGuardTerms,
  chargedGroups,
  everyGroup,
  oneMessage,
  StorageUnavailableError,
  type Balance,
  type BalanceStorage,
  type ChargedMessage,
  type ChargeRequest,
  type Group,
  type GroupKind,
  type GroupTerms,
  type GuardDecision,
  type GuardTerms,
  type MessageGroups,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ContractRunner } from '../runner/contract-runner.js';
import { itOnNewStorage } from '../runner/it-on-new-storage.js';
import { hour, minute, second, t0 } from '../runner/times.js';
import { balanceTraces, replayBalanceTrace } from './balance-trace.js';
import { ReferenceBalances } from './reference-balances.js';

/** Options of `balanceStorageContract`, with the functions of the runner. */
export interface BalanceStorageContractOptions extends ContractRunner {
  /** Creates an empty storage. Called for each test, because all messages share the group `all`. */
  readonly create: () => Promise<BalanceStorage> | BalanceStorage;
  /** Closes a storage of `create`. */
  readonly destroy?: (storage: BalanceStorage) => Promise<void> | void;
  /** Creates a storage that can't be reached. Left out: the storage is always there. */
  readonly createUnavailable?: () => Promise<BalanceStorage> | BalanceStorage;
}

/** The suite that every `BalanceStorage` must pass. */
export function balanceStorageContract(options: BalanceStorageContractOptions): void {
  const { describe, destroy } = options;
  const it = itOnNewStorage(options);

  describe('balance storage contract', () => {
    it('has a name, for logs', (storage) => {
      expect(storage.name).to.be.a('string').that.is.not.empty;
      return Promise.resolve();
    });

    it('charges each group of a message until one is short, and says when it no longer is', async (storage) => {
      const message = newMessage();
      for (let count = 0; count < 3; count += 1) await charge(storage, { message });
      const refusal = await storage.charge(request({ message }));
      expect(refusal).to.include({ kind: 'refuse', short: 'pair', challenge: false });
      if (refusal.kind !== 'refuse') return;
      const now = t0 + refusal.retryAfterMs;
      expect(await storage.charge(request({ message, now: now - 1 }))).to.include({
        retryAfterMs: 1,
        challenge: false,
      });
      expect(await storage.charge(request({ message, now }))).to.include({ kind: 'allow' });
    });

    it('charges nothing if one group is short', async (storage) => {
      const terms = termsWith({ block: { start: 1_000, most: 1_000 } });
      const { block, caller } = newMessage();
      await charge(storage, { message: { ...newMessage(), block }, terms });
      const refused = { ...newMessage(), block, caller };
      for (let count = 0; count < 50; count += 1)
        expect(await storage.charge(request({ message: refused, terms }))).to.include({ short: 'block' });
      // The pair still has its 3 messages.
      const { number } = refused;
      for (let count = 0; count < 3; count += 1)
        await charge(storage, { message: { ...newMessage(), number, caller } });
    });

    it('never lets a group pay for more than it has, of 200 calls at once', async (storage) => {
      const { number } = newMessage();
      const ask = () => storage.charge(request({ message: { ...newMessage(), number } }));
      expect(await allowedAtOnce(ask, 200, 4)).to.equal(4);
      expect(await ask()).to.include({ kind: 'refuse', short: 'number' });
    });

    it('never lets all countries together pay for more than they have, of 200 calls at once', async (storage) => {
      const terms = termsWith({ all: { start: 20_000, most: 20_000 } });
      const ask = (index: number) =>
        storage.charge(request({ message: newMessage(country(index % 40)), terms }));
      expect(await allowedAtOnce(ask, 200, 20)).to.equal(20);
      expect(await ask(0)).to.include({ kind: 'refuse', short: 'all' });
    });

    it('lets no address have more than its share of all countries, of 200 calls at once', async (storage) => {
      const everywhere = newId();
      const there = (index: number): MessageGroups => {
        const caller = { address: newId(), network: newId(), everywhere };
        return { ...newMessage(country(index % 40)), caller };
      };
      const ask = (index: number) => storage.charge(request({ message: there(index) }));
      expect(await allowedAtOnce(ask, 200, 20)).to.equal(20);
      const refusal = { kind: 'refuse', lane: 'nobody', short: 'share', retryAfterMs: hour, challenge: true };
      expect(await ask(0)).to.deep.equal(refusal);
      const elsewhere = there(1);
      const proved = await storage.charge({ ...request({ message: elsewhere }), proved: true });
      expect(proved).to.deep.equal({ kind: 'allow', charged: { ...elsewhere, lane: 'proved', all: false } });
      for (let index = 0; index < 80; index += 1)
        await charge(storage, { message: newMessage(country(100 + index)) });
      expect(await storage.charge(request({ message: newMessage('ZZ') }))).to.include({ short: 'all' });
    });

    it('names the first of two groups that are short for equally long, until both can pay', async (storage) => {
      const few = { start: 2_000, most: 2_000, refill: 4_000 };
      const terms = termsWith({ all: few, share: few });
      const everywhere = newId();
      const ask = (now = t0) => {
        const message = { ...newMessage(), caller: { address: newId(), network: newId(), everywhere } };
        return storage.charge(request({ message, terms, now }));
      };
      for (let count = 0; count < 2; count += 1) expect(await ask()).to.include({ kind: 'allow' });
      const later = t0 + 15 * minute;
      expect(await ask()).to.include({ kind: 'refuse', short: 'all', retryAfterMs: later - t0 });
      expect(await ask(later - 1)).to.include({ kind: 'refuse', short: 'all', retryAfterMs: 1 });
      expect(await ask(later)).to.include({ kind: 'allow' });
    });

    it('charges no country for what all refuse', async (storage) => {
      const terms = termsWith({
        country: { start: 1_000, most: 1_000 },
        all: { start: 1_000, most: 1_000, refill: 4_000 },
      });
      await charge(storage, { message: newMessage('GB'), terms });
      const ask = (now: number) => storage.charge(request({ message: newMessage('IE'), terms, now }));
      const refused = await Promise.all(Array.from({ length: 20 }, () => ask(t0)));
      for (const decision of refused) expect(decision).to.include({ kind: 'refuse', short: 'all' });
      expect(await ask(t0 + 15 * minute)).to.include({ kind: 'allow' });
    });

    it('charges all for nothing that a country refuses', async (storage) => {
      const terms = termsWith({ country: { start: 1_000, most: 1_000 }, all: { start: 2_000, most: 2_000 } });
      await charge(storage, { message: newMessage('GB'), terms });
      const ask = (of: string) => storage.charge(request({ message: newMessage(of), terms }));
      const refused = await Promise.all(Array.from({ length: 20 }, () => ask('GB')));
      for (const decision of refused) expect(decision).to.include({ kind: 'refuse', short: 'country' });
      expect(await ask('IE')).to.include({ kind: 'allow' });
      expect(await ask('FR')).to.include({ kind: 'refuse', short: 'all' });
    });

    it('refunds what was not sent, and pays back what was verified', async (storage) => {
      const message = newMessage();
      const [first] = [await charge(storage, { message }), await charge(storage, { message })];
      await storage.refund(returned(first));
      for (let count = 0; count < 2; count += 1) await charge(storage, { message });
      expect(await storage.charge(request({ message }))).to.include({ kind: 'refuse' });
      await storage.payBack(returned(first));
      for (let count = 0; count < 2; count += 1) await charge(storage, { message });
      expect(await storage.charge(request({ message }))).to.include({ kind: 'refuse', short: 'pair' });
    });

    it('refunds nothing to kinds that are kept', async (storage) => {
      const terms = termsWith({ address: { start: 4_000, most: 4_000 } });
      const { caller } = newMessage();
      const ask = () => storage.charge(request({ message: { ...newMessage(), caller }, terms }));
      const message = { ...newMessage(), caller };
      for (let count = 0; count < 4; count += 1) {
        const charged = await charge(storage, { message, terms });
        await storage.refund({ ...returned(charged), terms, kept: ['address', 'network'] });
      }
      expect(await ask()).to.include({ kind: 'refuse', short: 'address' });
      const elsewhere = { ...message, caller: newMessage().caller };
      for (let count = 0; count < 3; count += 1) await charge(storage, { message: elsewhere, terms });
    });

    it('lets the owner of a number through, and refunds nothing to what strangers used up', async (storage) => {
      const message = newMessage();
      const { number, block } = message;
      await storage.payBack(returned(await charge(storage, { message })));
      await usedUp(storage, () => ({ ...newMessage(), number }), 'number');
      await usedUp(storage, () => ({ ...newMessage(), block }), 'block');
      const charged = await charge(storage, { message });
      expect(charged).to.include({ lane: 'pair' });
      await storage.refund(returned(charged));
      for (const used of [{ number }, { block }])
        expect(await storage.charge(request({ message: { ...newMessage(), ...used } }))).to.include({
          kind: 'refuse',
        });
    });

    it('leaves nothing of a balance that is a unit short of the message that it pays all the same', async (storage) => {
      const terms = termsWith({
        number: { start: 2_000, most: 2_000, refill: 59_999, payback: 0 },
        pair: { most: 30_000, payback: 20_000 },
      });
      const message = newMessage();
      const charged = await charge(storage, { message, terms });
      await storage.payBack({ ...returned(charged), terms });
      await charge(storage, { message, terms });
      const now = t0 + 60_001;
      expect(await charge(storage, { message, terms, now })).to.include({ lane: 'pair' });
      const stranger = { ...newMessage(), number: message.number };
      expect(await storage.charge(request({ message: stranger, terms, now }))).to.include({
        short: 'number',
        retryAfterMs: 60_002,
      });
    });

    it('lets people with a good name through wherever it lets strangers through', async (storage) => {
      const terms = termsWith({
        address: { payback: 24_000 },
        country: { start: 3_000, goodName: 50_000 },
      });
      const { caller } = newMessage();
      const lanes: string[] = [];
      const ask = () => charge(storage, { message: { ...newMessage(), caller }, terms });
      await storage.payBack({ ...returned(await ask()), terms });
      for (let count = 0; count < 4; count += 1) lanes.push((await ask()).lane);
      expect(lanes).to.deep.equal(['address', 'address', 'address', 'nobody']);
    });

    for (const [title, fade, refusal] of [
      ['until then', 1_000, { lane: 'pair', short: 'country', retryAfterMs: hour }],
      ['less long', 1_001, { lane: 'nobody', short: 'number', retryAfterMs: 10 * hour }],
    ] as const)
      it(`tells whoever has a good name when to come back, where it lasts ${title}`, async (storage) => {
        const once = { start: 1_000, most: 1_000, refill: 1_000, payback: 0 };
        const terms = termsWith({
          number: { start: 2_000, most: 2_000, refill: 100, payback: 0 },
          pair: { start: 3_000, most: 6_000, payback: 4_000, goodName: 1_000, fade },
          country: once,
        });
        const message = newMessage();
        const charged = await charge(storage, { message, terms });
        await storage.payBack({ ...returned(charged), terms });
        expect(await charge(storage, { message, terms })).to.include({ lane: 'pair' });
        expect(await storage.charge(request({ message, terms }))).to.deep.equal({
          kind: 'refuse',
          ...refusal,
          challenge: false,
        });
      });

    it('tells whoever has solved a challenge to come back when strangers may, if that is sooner', async (storage) => {
      const terms = termsWith({
        address: { start: 1_000, most: 1_000, refill: 4_000 },
        proved: { start: 1_000, most: 1_000, refill: 1_000 },
      });
      const { caller } = newMessage();
      const ask = (proved: boolean, now = t0) =>
        storage.charge({ ...request({ message: { ...newMessage(), caller }, terms, now }), proved });
      expect(await ask(false)).to.include({ kind: 'allow' });
      expect(await ask(true)).to.include({ kind: 'allow' });
      const refusal = { kind: 'refuse', lane: 'nobody', short: 'address', challenge: false };
      const retryAfterMs = 15 * minute;
      expect(await ask(true)).to.deep.equal({ ...refusal, retryAfterMs });
      expect(await ask(true, t0 + retryAfterMs)).to.include({ kind: 'allow' });
    });

    it('names the group that is short for longest, be it all countries or one of the others', async (storage) => {
      for (const [index, short] of (['address', 'all'] as const).entries()) {
        const once = { start: 1_000, most: 1_000, refill: 4_000 };
        const terms = termsWith({ address: once, all: once, [short]: { ...once, refill: 1_000 } });
        const { caller } = newMessage();
        // Each message has all to itself: what the one before took is back.
        const ask = () =>
          storage.charge(request({ message: { ...newMessage(), caller }, terms, now: t0 + index * hour }));
        expect(await ask()).to.include({ kind: 'allow' });
        expect(await ask()).to.include({ kind: 'refuse', short, retryAfterMs: hour });
      }
    });

    it('refunds and pays back a message by its lane: that of solved challenges has terms of its own', async (storage) => {
      const once = { start: 1_000, most: 1_000, payback: 0, paybackIfShort: 0 };
      const terms = termsWith({
        address: once,
        country: once,
        proved: { ...once, payback: 1_000, paybackIfShort: 1_000 },
      });
      const { caller } = newMessage();
      const ask = () =>
        storage.charge({ ...request({ message: { ...newMessage(), caller }, terms }), proved: true });
      expect(await ask())
        .to.have.property('charged')
        .that.includes({ lane: 'nobody' });
      for (const giveBack of ['refund', 'payBack'] as const) {
        const decision = await ask();
        if (decision.kind === 'refuse') throw new Error(`the group ${decision.short} is short`);
        expect(decision.charged).to.include({ lane: 'proved' });
        expect(await ask()).to.include({ kind: 'refuse' });
        await storage[giveBack]({ ...returned(decision.charged), terms });
      }
      expect(await ask()).to.include({ kind: 'allow' });
    });

    it('loses none of 40 verifications at once', async (storage) => {
      const terms = termsWith({
        block: { start: 1_000, most: 500_000, payback: 1_000 },
        country: { start: 500_000, most: 500_000 },
        all: { start: 500_000, most: 500_000 },
      });
      const { block } = newMessage();
      const ask = () => storage.charge(request({ message: { ...newMessage(), block }, terms }));
      const charged = await charge(storage, { message: { ...newMessage(), block }, terms });
      expect(await ask()).to.include({ kind: 'refuse', short: 'block' });
      await Promise.all(Array.from({ length: 40 }, () => storage.payBack({ ...returned(charged), terms })));
      expect(await allowedAtOnce(ask, 100, 40)).to.equal(40);
    });

    it('forgets a number and its pairs, and nothing that others share with it', async (storage) => {
      const terms = termsWith({ block: { start: 6_000, most: 6_000 } });
      const message = newMessage();
      const elsewhere = { ...message, caller: newMessage().caller };
      const neighbour = { ...message, number: newId() };
      for (let count = 0; count < 2; count += 1)
        for (const each of [message, elsewhere]) await charge(storage, { message: each, terms });
      await charge(storage, { message: neighbour, terms });
      expect(await storage.charge(request({ message, terms }))).to.include({ short: 'number' });
      await storage.forget(message);
      await charge(storage, { message, terms });
      expect(await storage.charge(request({ message: newNumberOf(message), terms }))).to.include({
        short: 'block',
      });
      const other = { ...message, block: newId() };
      for (let count = 0; count < 2; count += 1) await charge(storage, { message: other, terms });
      expect(await storage.charge(request({ message: other, terms }))).to.include({ short: 'pair' });
      const ofNeighbour = { ...neighbour, block: newId() };
      for (let count = 0; count < 2; count += 1) await charge(storage, { message: ofNeighbour, terms });
      expect(await storage.charge(request({ message: ofNeighbour, terms }))).to.include({ short: 'pair' });
    });

    it('forgets a number that another country has by the same id no more than any other', async (storage) => {
      const message = newMessage();
      const abroad = { ...message, country: 'IE' };
      for (let count = 0; count < 3; count += 1)
        for (const each of [message, abroad]) await charge(storage, { message: each });
      await storage.forget(message);
      await charge(storage, { message });
      expect(await storage.charge(request({ message: abroad }))).to.include({ short: 'pair' });
    });

    it('brings no good name of a forgotten number back by a message that was not sent', async (storage) => {
      const message = newMessage();
      await storage.payBack(returned(await charge(storage, { message })));
      const vouched = await charge(storage, { message });
      expect(vouched).to.include({ lane: 'pair' });
      await storage.forget(message);
      await storage.refund(returned(vouched));
      // As the first time: 3 messages of the pair. The address may keep its good name.
      for (let count = 0; count < 3; count += 1)
        expect((await charge(storage, { message })).lane).to.not.equal('pair');
      expect(await storage.charge(request({ message }))).to.include({ short: 'pair' });
    });

    it('refunds a forgotten number nothing for an older message', async (storage) => {
      const message = newMessage();
      const charged = await charge(storage, { message });
      await storage.forget(message);
      await storage.forget(message);
      await storage.refund(returned(charged));
      for (let count = 0; count < 3; count += 1)
        expect(await charge(storage, { message })).to.include({ lane: 'nobody' });
      expect(await storage.charge(request({ message }))).to.include({ short: 'pair' });
    });

    for (const [step, messages] of [
      ['payBack', 5],
      ['refund', 4],
    ] as const)
      it(`credits a pair that has spent all that it had earned, back at its start or not: ${step}`, async (storage) => {
        const terms = termsWith({ number: { start: 400_000, most: 400_000 } });
        // At its start at once; or faded to just below it, and back there in a quarter of a second.
        for (const [later, ms] of [
          [0, 0],
          [10 * second, second],
          [10 * second, 30 * second],
        ] as const) {
          const message = newMessage();
          for (let count = 0; count < 2; count += 1)
            await storage.payBack({ ...returned(await charge(storage, { message, terms })), terms });
          await charge(storage, { message, terms, now: t0 + later });
          const spent = await charge(storage, { message, terms, now: t0 + later });
          const now = t0 + later + ms;
          await storage[step]({ ...returned(spent), terms, now });
          for (let count = 0; count < messages; count += 1) await charge(storage, { message, terms, now });
          expect(await storage.charge(request({ message, terms, now }))).to.include({ short: 'pair' });
        }
      });

    // Each is back in a part of a millisecond, so at the next one.
    for (const [from, backMs] of [
      ['below', Math.ceil(oneMessage / 7_000)],
      ['above', Math.ceil((1.2 * oneMessage) / 7_000)],
    ] as const)
      it(`refunds a pair that is back at its start as long as clocks differ, and no longer: from ${from}`, async (storage) => {
        const terms = termsWith({
          number: { start: 400_000, most: 400_000 },
          pair: { refill: 7_000, fade: 7_000 },
        });
        const isForgotten = t0 + backMs + minute;
        for (const [now, messages] of [
          [isForgotten - 1, 4],
          [isForgotten, 3],
        ] as const) {
          const message = newMessage();
          const unsent = await charge(storage, { message, terms });
          if (from === 'above') await storage.payBack({ ...returned(unsent), terms });
          await storage.refund({ ...returned(unsent), terms, now });
          for (let count = 0; count < messages; count += 1) await charge(storage, { message, terms, now });
          expect(await storage.charge(request({ message, terms, now }))).to.include({ short: 'pair' });
        }
      });

    it('forgets what was charged before, while 200 messages are charged, refunded and paid back', async (storage) => {
      const roomy = { start: 400_000, most: 900_000 };
      const terms = termsWith({ block: roomy, country: roomy, all: roomy });
      const message = newMessage();
      const [first] = [await charge(storage, { message, terms }), await charge(storage, { message, terms })];
      const others = Array.from({ length: 100 }, () => newMessage());
      const charges = others.map((other) => storage.charge(request({ message: other, terms })));
      const credits = Array.from({ length: 50 }, (_, index) =>
        storage[index % 2 === 0 ? 'payBack' : 'refund']({ ...returned(first), terms }),
      );
      await storage.forget(message);
      for (const decision of await Promise.all(charges)) expect(decision.kind).to.equal('allow');
      await Promise.all(credits);
      await storage.forget(message);
      for (let count = 0; count < 3; count += 1)
        expect((await charge(storage, { message, terms })).lane).to.not.equal('pair');
      expect(await storage.charge(request({ message, terms }))).to.include({ short: 'pair' });
      // Each of the others has 2 left for its pair.
      for (const other of others.slice(0, 3)) {
        for (let count = 0; count < 2; count += 1) await charge(storage, { message: other, terms });
        expect(await storage.charge(request({ message: other, terms }))).to.include({ short: 'pair' });
      }
    });

    it('reads balances of several countries in the order of their groups, and changes none', async (storage) => {
      const [known, other, unknown] = [newMessage('GB'), newMessage('IE'), newMessage('FR')];
      for (const message of [known, known, known, other]) await charge(storage, { message });
      const groups = [unknown, other, known].flatMap(everyGroup);
      const read = () => storage.read({ groups, now: t0 });
      const balances = await read();
      const left = new Map(
        groups.map(({ key }, place) => [key, (balances[place]?.amount ?? NaN) / oneMessage]),
      );
      const leftOf = (message: MessageGroups): readonly unknown[] =>
        chargedGroups({ ...message, lane: 'nobody', all: true }).map(({ key }) => left.get(key));
      // Number, block, its rate, country, pair, address, network, all and the share of it.
      expect(leftOf(known)).to.deep.equal([1, 5, 72, 17, 0, 13, 29, 96, 17]);
      expect(leftOf(unknown)).to.deep.equal([NaN, NaN, NaN, NaN, NaN, NaN, NaN, 96, NaN]);
      expect(await read()).to.deep.equal(balances);
      expect(await storage.read({ groups: [], now: t0 })).to.deep.equal([]);
    });

    it('keeps a balance if a clock jumped ahead and back, and counts from there', async (storage) => {
      const [message, verified] = [newMessage(), newMessage()];
      const ahead = t0 + 1_000 * hour;
      for (let count = 0; count < 3; count += 1) await charge(storage, { message, now: ahead });
      const charged = await charge(storage, { message: verified, now: ahead });
      await storage.payBack({ ...returned(charged), now: ahead });
      const refusal = { kind: 'refuse', short: 'pair' };
      const late = { ...refusal, retryAfterMs: 25 * hour };
      expect(await storage.charge(request({ message }))).to.include(late);
      expect(await storage.charge(request({ message, now: t0 + hour }))).to.include({
        ...refusal,
        retryAfterMs: 24 * hour,
      });
      expect(await storage.charge(request({ message, now: t0 + 25 * hour }))).to.include({ kind: 'allow' });
      expect(await charge(storage, { message: verified })).to.include({ lane: 'pair' });
    });

    it('takes a change for that of a wrong clock if it is more than an hour ahead', async (storage) => {
      for (const [ahead, retryAfterMs] of [
        [hour, 26 * hour],
        [hour + 1, 25 * hour],
      ] as const) {
        const message = newMessage();
        for (let count = 0; count < 3; count += 1) await charge(storage, { message, now: t0 + ahead });
        expect(await storage.charge(request({ message }))).to.include({ short: 'pair', retryAfterMs });
      }
    });

    it('gives no more to those who alternate between hosts whose clocks differ by half an hour', async (storage) => {
      const { block } = newMessage();
      const ask = async (index: number): Promise<string> => {
        const now = t0 + (index % 2) * 30 * minute;
        return (await storage.charge(request({ message: { ...newMessage(), block }, now }))).kind;
      };
      const kinds: string[] = [];
      for (let index = 0; index < 60; index += 1) kinds.push(await ask(index));
      expect(kinds.filter((kind) => kind === 'allow')).to.have.lengthOf(8);
    });

    it('counts a time somewhat before the last change as that', async (storage) => {
      const message = newMessage();
      for (let count = 0; count < 3; count += 1) await charge(storage, { message, now: t0 + minute });
      const refusal = { kind: 'refuse', lane: 'nobody', short: 'pair', challenge: false };
      const ask = (now: number) => storage.charge(request({ message, now }));
      expect(await ask(t0)).to.deep.equal({ ...refusal, retryAfterMs: 25 * hour + minute });
      expect(await ask(t0 + minute)).to.deep.equal({ ...refusal, retryAfterMs: 25 * hour });
    });

    for (const short of kinds)
      it(`asks ${short} for messages, pays it back and refunds it as the ledger does, in every lane`, async (storage) => {
        const reference = new ReferenceBalances();
        let place = 0;
        for (const known of ['pair', 'address', 'network', 'country', undefined] as const)
          for (const earned of [brief, lasting])
            for (const { caller } of [newMessage(), { caller: undefined }]) {
              // Its own country, and much later: nothing that was charged before is short.
              place += 1;
              const message = { ...newMessage(country(place)), caller };
              const begin = t0 + 100 * place * hour;
              await compareLanes(storage, reference, {
                message,
                terms: termsOfLane(known, short, earned),
                now: begin,
              });
            }
      });

    for (const [name, terms] of [
      ['the default terms', defaultGuardTerms],
      ['terms of a few messages', fewTerms()],
    ] as const) {
      it(`decides as the ledger does, whatever comes, by ${name}`, async (storage) => {
        await fc.assert(
          fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 60, size: 'max' }), async (calls) => {
            await compare(storage, calls, terms);
          }),
          { numRuns: 25 },
        );
      });
    }

    it('answers and keeps, step by step, what the model in Quint does', async (storage) => {
      let begin = t0;
      for (const trace of balanceTraces('balances')) {
        await replayBalanceTrace(storage, trace, begin);
        begin += 1_000 * hour;
      }
    });

    const { createUnavailable } = options;
    if (createUnavailable === undefined) return;
    options.it('rejects with a StorageUnavailableError if it cannot be reached', async () => {
      const storage = await createUnavailable();
      const message = { ...newMessage(), lane: 'nobody', all: true } as const;
      for (const step of [
        () => storage.charge(request({ message })),
        () => storage.payBack(returned(message)),
        () => storage.refund(returned(message)),
        () => storage.forget(message),
        () => storage.read({ groups: everyGroup(message), now: t0 }),
      ]) {
        const error: unknown = await step().catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(StorageUnavailableError);
      }
      await destroy?.(storage);
    });
  });
}

/** How many of many calls at once are allowed; and after them, one by one, up to `most`: calls that race may be refused one too many. */
async function allowedAtOnce(
  ask: (index: number) => Promise<GuardDecision>,
  calls: number,
  most: number,
): Promise<number> {
  const decisions = await Promise.all(Array.from({ length: calls }, (_, index) => ask(index)));
  let allowed = decisions.filter(({ kind }) => kind === 'allow').length;
  for (let index = allowed; index < most; index += 1) if ((await ask(index)).kind === 'allow') allowed += 1;
  return allowed;
}

/** Strangers ask until a group of this kind is short. */
async function usedUp(
  storage: BalanceStorage,
  stranger: () => MessageGroups,
  kind: GroupKind,
): Promise<void> {
  for (let charged = 0; charged < 1_000; charged += 1) {
    const decision = await storage.charge(request({ message: stranger() }));
    if (decision.kind === 'allow') continue;
    expect(decision).to.include({ short: kind });
    return;
  }
  expect.fail(`strangers are never refused, though ${kind} should be short`);
}

/** What a verified message earns: a good name for two messages, or for more than any other group can pay. */
const [brief, lasting] = [3_000, 30_000] as const;

/** All groups have plenty, but for one kind; and a verified message earns those of another a good name. */
function termsOfLane(known: GroupKind | undefined, short: GroupKind, earned: number): GuardTerms {
  const plenty = {
    start: 30_000,
    refill: 1_000,
    fade: 10,
    most: 60_000,
    payback: 3_000,
    paybackIfShort: 2_000,
    goodName: 1_000_000,
  };
  const terms = termsWith(Object.fromEntries(kinds.map((kind) => [kind, plenty])));
  const ofShort = { ...terms[short], start: 3_000, most: 6_000, refill: 700 };
  const changed = { ...terms, [short]: ofShort };
  if (known === undefined) return changed;
  return { ...changed, [known]: { ...changed[known], payback: earned, goodName: 1_000 } };
}

/** A message is asked for until it is refused, by somebody who has proved something and by somebody who hasn't. */
async function compareLanes(
  storage: BalanceStorage,
  reference: ReferenceBalances,
  { message, terms, now: begin }: Pick<ChargeRequest, 'message' | 'terms' | 'now'>,
): Promise<void> {
  const asked = (proved: boolean, now = begin): ChargeRequest => ({ message, proved, terms, now });
  const ask = async (proved: boolean, now?: number): Promise<GuardDecision> => {
    const decision = await storage.charge(asked(proved, now));
    expect(decision).to.deep.equal(reference.charge(asked(proved, now)));
    return decision;
  };
  const first = await ask(false);
  if (first.kind !== 'allow') throw new Error(`the group ${first.short} is short`);
  const returning = { message: first.charged, terms, now: begin };
  await storage.payBack(returning);
  reference.payBack(returning);
  for (let time = 0; time < 5; time += 1) await ask(false);
  const proved = await ask(true);
  if (proved.kind === 'allow') {
    await storage.refund({ ...returning, message: proved.charged });
    reference.refund({ ...returning, message: proved.charged });
  }
  for (let time = 0; time < 5; time += 1) await ask(true);
  await ask(false, begin + hour);
  const groups = everyGroup(message);
  const read = (await storage.read({ groups, now: begin })).map(amountAt(groups, terms, begin + hour));
  expect(read).to.deep.equal(
    reference.read({ groups, now: begin }).map(amountAt(groups, terms, begin + hour)),
  );
}

/** A call of a random history, in a world of few numbers and addresses, so that they meet. */
interface Call {
  readonly kind: 'charge' | 'verified' | 'unsent' | 'forget';
  readonly number: number;
  readonly caller: number;
  readonly country: number;
  readonly proved: boolean;
  /** Since the call before. */
  readonly passedMs: number;
}

const anyCall: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom(
    ...(['charge', 'charge', 'charge', 'charge', 'verified', 'verified', 'verified', 'verified'] as const),
    ...(['unsent', 'unsent', 'forget'] as const),
  ),
  number: fc.nat(6),
  caller: fc.nat(5),
  country: fc.nat(1),
  proved: fc.boolean(),
  passedMs: fc.oneof(fc.constant(0), fc.nat(10 * second), fc.nat(40 * hour), fc.constant(-30 * second)),
});

/** Makes the calls to a storage and to the ledger, in a world that no call before has seen but for the group `all`. */
async function compare(storage: BalanceStorage, calls: readonly Call[], given: GuardTerms): Promise<void> {
  const terms = { ...given, all: { ...given.all, start: 1e9, most: 1e9 } };
  const reference = new ReferenceBalances();
  const world = newWorld();
  const charged: ChargedMessage[] = [];
  let now = t0;
  for (const call of calls) {
    now = Math.max(t0, now + call.passedMs);
    if (call.kind === 'charge') {
      const asked = { message: world(call), proved: call.proved, terms, now };
      const decision = await storage.charge(asked);
      expect(decision).to.deep.equal(reference.charge(asked));
      if (decision.kind === 'allow') charged.push(decision.charged);
      continue;
    }
    if (call.kind === 'forget') {
      await storage.forget(world(call));
      reference.forget(world(call));
      continue;
    }
    const message = charged.pop();
    if (message === undefined) continue;
    const step = call.kind === 'verified' ? 'payBack' : 'refund';
    await storage[step]({ message, terms, now });
    reference[step]({ message, terms, now });
  }
  for (const call of calls.slice(-2)) {
    const groups = everyGroup(world(call)).filter(({ kind }) => kind !== 'all');
    const read = (await storage.read({ groups, now })).map(amountAt(groups, terms, now));
    expect(read).to.deep.equal(reference.read({ groups, now }).map(amountAt(groups, terms, now)));
  }
}

function amountAt(groups: readonly Group[], terms: GuardTerms, now: number) {
  return (balance: Balance | undefined, place: number): number =>
    balanceAt(balance, terms[groups[place]?.kind ?? 'all'], now).amount;
}

let worlds = 0;

/** Messages of few numbers and callers, in two countries: each has ids of its own. */
function newWorld(): (call: Call) => MessageGroups {
  worlds += 1;
  const world = worlds;
  const ids = [0, 1].map(() => Array.from({ length: 40 }, newId));
  const everywhere = Array.from({ length: 5 }, newId);
  return ({ number, caller, country: place }) => {
    const id = (index: number): string => ids[place]?.[index] ?? '';
    return {
      country: country(2 * world + place),
      number: id(number),
      block: id(10 + (number >> 1)),
      caller:
        caller === 5
          ? undefined
          : {
              address: id(20 + caller),
              network: id(30 + (caller >> 1)),
              everywhere: everywhere[caller] ?? '',
            },
    };
  };
}

/** One of 676 codes. */
function country(index: number): string {
  return String.fromCharCode(65 + (Math.floor(index / 26) % 26), 65 + (index % 26));
}

function request({
  message,
  terms = defaultGuardTerms,
  now = t0,
}: Pick<ChargeRequest, 'message'> & Partial<ChargeRequest>): ChargeRequest {
  return { message, proved: false, terms, now };
}

/** Charges a message that must be allowed. */
async function charge(
  storage: BalanceStorage,
  asked: Parameters<typeof request>[0],
): Promise<ChargedMessage> {
  const decision = await storage.charge(request(asked));
  if (decision.kind === 'allow') return decision.charged;
  throw new Error(`the group ${decision.short} is short`);
}

function returned(message: ChargedMessage) {
  return { message, terms: defaultGuardTerms, now: t0 };
}

function newId(): string {
  return randomBytes(6).toString('base64url');
}

/** Another number of the same block, asked for from elsewhere. */
function newNumberOf({ block }: MessageGroups): MessageGroups {
  return { ...newMessage(), block };
}

/** A message whose groups are all new but for the country. */
function newMessage(of = 'GB'): MessageGroups {
  return {
    country: of,
    number: newId(),
    block: newId(),
    caller: { address: newId(), network: newId(), everywhere: newId() },
  };
}

function termsWith(changes: Partial<Record<GroupKind, Partial<GroupTerms>>>): GuardTerms {
  const terms: Record<GroupKind, GroupTerms> = { ...defaultGuardTerms };
  for (const kind of kinds) terms[kind] = { ...defaultGuardTerms[kind], ...changes[kind] };
  return terms;
}

const kinds = Object.keys(defaultGuardTerms) as readonly GroupKind[];

/** Every rule of a balance within a few messages. */
function fewTerms(): GuardTerms {
  const few = {
    start: 2_000,
    refill: 100,
    fade: 90,
    most: 4_000,
    payback: 2_200,
    paybackIfShort: 1_300,
    goodName: 500,
  };
  return termsWith(Object.fromEntries(kinds.map((kind) => [kind, few])));
}
