import { StorageUnavailableError, type OpenSession } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  codeLifetimeMs,
  hour,
  minute,
  newId,
  oneAnHour,
  openRequest,
  readRequest,
  rejection,
  sends,
  sessionLifetimeMs,
  settleRequest,
  submitRequest,
  t0,
} from './requests.js';

describe('MemorySessionStorage', () => {
  describe('when it is full', () => {
    it('refuses new sessions, and says why, what to change and when to come back', async () => {
      const { storage } = await filled(2);
      const refusal = await rejection(storage.open(openRequest(t0 + minute)));
      expect(refusal).to.be.instanceOf(StorageUnavailableError);
      expect(String(refusal)).to.include('2 sessions').and.to.include('540 s').and.to.include('maxSessions');
      expect(String(refusal)).to.include('@threepid/storage-redis');
      expect(refusal).to.include({ retryAfterMs: codeLifetimeMs - minute });
      expect(storage.size.sessions).to.equal(2);
    });

    it('refuses without a stack, which would fill the log', async () => {
      const { storage } = await filled(1);
      expect(await rejection(storage.open(openRequest(t0)))).to.not.have.property('stack');
    });

    it('goes on with each session that lives', async () => {
      const { storage, opened } = await filled(2);
      await rejection(storage.open(openRequest(t0)));
      for (const request of opened) {
        expect(sends(await storage.open({ ...request, sendAttempt: 2, limits: oneAnHour }))).to.equal(true);
        expect((await storage.submit(submitRequest(request, t0))).kind).to.equal('validated');
        expect((await storage.read(readRequest(request, t0))).kind).to.equal('validated');
      }
    });

    it('starts a session in the place of a dead one', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 1 });
      const request = openRequest(t0, { wrongCodesAllowed: 0 });
      await storage.open(request);
      expect(sends(await storage.open({ ...request, sendAttempt: 2 }))).to.equal(true);
      expect(storage.size.sessions).to.equal(1);
    });

    it('counts nothing for a session that it refuses', async () => {
      const { storage } = await filled(1);
      await rejection(storage.open(openRequest(t0, { limits: oneAnHour })));
      expect(storage.size).to.deep.equal({ sessions: 1, numbers: 0, allowances: 0 });
    });

    it('lets the oldest session go whose code is too old, at that millisecond', async () => {
      const { storage, opened } = await filled(2);
      const end = t0 + codeLifetimeMs;
      expect(await rejection(storage.open(openRequest(end - 1)))).to.not.equal(undefined);
      expect(sends(await storage.open(openRequest(end)))).to.equal(true);
      expect(await kindsOf(storage, opened, end)).to.deep.equal(['unknown', 'pending']);
    });

    it('keeps validated sessions until one ends, and then takes a new one at that millisecond', async () => {
      const { storage, opened } = await filled(2);
      for (const request of opened) await storage.submit(submitRequest(request, t0));
      const refusal = await rejection(storage.open(openRequest(t0 + codeLifetimeMs)));
      expect(refusal).to.include({ retryAfterMs: sessionLifetimeMs - codeLifetimeMs });
      expect(await rejection(storage.open(openRequest(t0 + sessionLifetimeMs - 1)))).to.not.equal(undefined);
      expect(sends(await storage.open(openRequest(t0 + sessionLifetimeMs)))).to.equal(true);
    });

    it('lets unanswered sessions go before validated ones that are older', async () => {
      const { storage, opened } = await filled(2);
      const [validated] = opened;
      if (validated !== undefined) await storage.submit(submitRequest(validated, t0));
      await storage.open(openRequest(t0 + codeLifetimeMs));
      expect(await kindsOf(storage, opened, t0 + codeLifetimeMs)).to.deep.equal(['validated', 'unknown']);
    });

    it('keeps a session that has a new code', async () => {
      const { storage, opened } = await filled(2);
      const [renewed] = opened;
      const end = t0 + codeLifetimeMs;
      if (renewed !== undefined) await storage.open({ ...renewed, sendAttempt: 2, claim: newId(), now: end });
      await storage.open(openRequest(end));
      expect(await kindsOf(storage, opened, end)).to.deep.equal(['pending', 'unknown']);
    });

    it('lets none go for the new code of a session that it has', async () => {
      const { storage, opened } = await filled(2);
      const [renewed] = opened;
      const end = t0 + codeLifetimeMs;
      if (renewed !== undefined) await storage.open({ ...renewed, sendAttempt: 2, claim: newId(), now: end });
      expect(await kindsOf(storage, opened, end)).to.deep.equal(['pending', 'pending']);
    });

    it('lets a session go though its code was sent again: it is as old as its code', async () => {
      const { storage, opened } = await filled(2);
      const [resent] = opened;
      if (resent !== undefined) {
        await storage.open({ ...resent, sendAttempt: 2, claim: newId(), now: t0 + 9 * minute });
      }
      await storage.open(openRequest(t0 + codeLifetimeMs));
      expect(await kindsOf(storage, opened, t0 + codeLifetimeMs)).to.deep.equal(['unknown', 'pending']);
    });

    it('takes a new session after one was consumed', async () => {
      const { storage, opened } = await filled(1);
      for (const request of opened) await storage.submit(submitRequest(request, t0));
      for (const request of opened) await storage.consume(readRequest(request, t0));
      expect(sends(await storage.open(openRequest(t0)))).to.equal(true);
    });

    it('is free again once the claims of messages end that were all rejected', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 2 });
      for (const request of [1, 2].map(() => openRequest(t0, { claimLifetimeMs: minute / 2 }))) {
        await storage.open(request);
        await storage.settle(settleRequest(request, 'rejected', t0 + 1));
      }
      const refusal = await rejection(storage.open(openRequest(t0 + 2)));
      expect(refusal).to.include({ retryAfterMs: minute / 2 - 2 });
      expect(sends(await storage.open(openRequest(t0 + minute / 2)))).to.equal(true);
    });

    it('is free again at once of sessions that a clock far ahead opened', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 2 });
      for (const request of [1, 2].map(() => openRequest(t0 + 24 * hour))) await storage.open(request);
      expect(sends(await storage.open(openRequest(t0)))).to.equal(true);
    });

    it('is not free of a session that a clock opened which is ahead by a minute, as clocks may be', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 1 });
      await storage.open(openRequest(t0 + minute));
      expect(await rejection(storage.open(openRequest(t0)))).to.be.instanceOf(StorageUnavailableError);
      expect(sends(await storage.open(openRequest(t0 - 1)))).to.equal(true);
    });
  });

  describe('one who asks for many sessions', () => {
    it('holds 1 in 100 from one address or network, and loses the oldest of its own', async () => {
      for (const place of ['address', 'network']) {
        const storage = new MemorySessionStorage({ maxSessions: 2_000 });
        const before = openRequest(t0);
        await storage.open(before);
        const opened = Array.from({ length: 100 }, () => openRequest(t0, { openedBy: [newId(), place] }));
        for (const request of opened) await storage.open(request);
        expect(storage.size.sessions).to.equal(21);
        const kinds = await kindsOf(storage, [before, ...opened.slice(-21)], t0);
        expect(kinds).to.deep.equal(['pending', 'unknown', ...Array<string>(20).fill('pending')]);
      }
    });

    it('holds 1 in 1,000 for one number, wherever they come from', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 20_000 });
      for (let asked = 0; asked < 100; asked += 1) {
        await storage.open(openRequest(t0, { numberId: 'the number', openedBy: ['the number', newId()] }));
      }
      expect(storage.size.sessions).to.equal(20);
    });

    it('holds 10 of a number if nobody says who asks, however small the storage is', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 20 });
      for (let asked = 0; asked < 30; asked += 1) {
        await storage.open(openRequest(t0, { numberId: 'the number', openedBy: [] }));
      }
      expect(storage.size.sessions).to.equal(10);
    });

    it('loses no validated session', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 100 });
      const ask = (): OpenSession => openRequest(t0, { openedBy: ['address'] });
      const validated = Array.from({ length: 10 }, ask);
      for (const request of validated) {
        await storage.open(request);
        await storage.submit(submitRequest(request, t0));
      }
      for (let asked = 0; asked < 20; asked += 1) await storage.open(ask());
      expect(storage.size.sessions).to.equal(20);
      expect(await kindsOf(storage, validated, t0)).to.deep.equal(Array<string>(10).fill('validated'));
    });

    it('loses none for a new code of a validated session, and that one not either', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 100 });
      const now = t0 + codeLifetimeMs;
      const ask = (): OpenSession => openRequest(now, { openedBy: ['address'] });
      const validated = { ...ask(), now: t0 };
      await storage.open(validated);
      await storage.submit(submitRequest(validated, t0));
      const unanswered = Array.from({ length: 10 }, ask);
      for (const request of unanswered) await storage.open(request);
      await storage.open({ ...validated, sendAttempt: 2, claim: newId(), now });
      expect(await kindsOf(storage, unanswered, now)).to.deep.equal(Array<string>(10).fill('pending'));
      for (let asked = 0; asked < 20; asked += 1) await storage.open(ask());
      expect(await kindsOf(storage, [validated], now)).to.deep.equal(['validated']);
    });

    it('answers for a new code, whoever opened the session', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 100 });
      const moved = openRequest(t0, { openedBy: ['one'] });
      await storage.open(moved);
      const now = t0 + codeLifetimeMs;
      await storage.open({ ...moved, openedBy: ['other'], sendAttempt: 2, claim: newId(), now });
      for (let asked = 0; asked < 10; asked += 1) await storage.open(openRequest(now, { openedBy: ['one'] }));
      expect(await kindsOf(storage, [moved], now)).to.deep.equal(['pending']);
      for (let asked = 0; asked < 10; asked += 1)
        await storage.open(openRequest(now, { openedBy: ['other'] }));
      expect(await kindsOf(storage, [moved], now)).to.deep.equal(['unknown']);
    });

    it('holds 1,000 of the 100,000 that there are unless another number is given', async () => {
      const storage = new MemorySessionStorage();
      for (let asked = 0; asked < 1_100; asked += 1) {
        await storage.open(openRequest(t0, { openedBy: ['address'] }));
      }
      expect(storage.size.sessions).to.equal(1_000);
    });
  });

  describe('readiness', () => {
    it('is there as long as a session could be started', async () => {
      const { storage } = await filled(2, { maxSessions: 3, clock: { now: () => t0 } });
      expect(await rejection(storage.ready())).to.equal(undefined);
    });

    it('is not there when it is full, comes back by itself, and says why', async () => {
      let now = t0;
      const { storage } = await filled(2, { maxSessions: 2, clock: { now: () => now } });
      const refusal = await rejection(storage.ready());
      expect(refusal)
        .to.be.instanceOf(StorageUnavailableError)
        .and.to.include({ retryAfterMs: codeLifetimeMs });
      expect(String(refusal)).to.include('full').and.to.include('2 sessions');
      now = t0 + codeLifetimeMs;
      expect(await rejection(storage.ready())).to.equal(undefined);
      expect(storage.size.sessions).to.equal(2);
    });
  });

  describe('counts', () => {
    const twoAnHour = [{ messages: 2, windowMs: hour }];

    it('go on when there are too many: the one that would end first is forgotten', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 1 });
      const ids = ['first', 'second', 'third', 'fourth', 'fifth'];
      const spend = async (id: string, now: number): Promise<string> =>
        (await storage.spend({ id, limits: oneAnHour, now })).kind;
      for (const [index, id] of ids.entries()) expect(await spend(id, t0 + index)).to.equal('spent');
      expect(storage.size.allowances).to.equal(4);
      expect(await spend('second', t0 + 5)).to.equal('limited');
      expect(await spend('first', t0 + 5)).to.equal('spent');
      expect(await spend('second', t0 + 5)).to.equal('spent');
    });

    it('keep those that are held when one of them counts again', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 1 });
      const ids = ['first', 'second', 'third', 'fourth'];
      for (const id of [...ids, ...ids]) await storage.spend({ id, limits: twoAnHour, now: t0 });
      for (const id of ids) {
        expect((await storage.spend({ id, limits: twoAnHour, now: t0 })).kind).to.equal('limited');
      }
    });

    it('of numbers refuse no session either', async () => {
      const storage = new MemorySessionStorage({ maxSessions: 1 });
      for (let asked = 0; asked < 10; asked += 1) {
        const request = openRequest(t0, { limits: oneAnHour });
        expect(sends(await storage.open(request))).to.equal(true);
        await storage.submit(submitRequest(request, t0));
        await storage.consume(readRequest(request, t0));
      }
      expect(storage.size).to.deep.equal({ sessions: 0, numbers: 4, allowances: 0 });
    });
  });
});

/** A storage with `sessions` unanswered sessions, full unless it may hold more. */
async function filled(
  sessions: number,
  options: ConstructorParameters<typeof MemorySessionStorage>[0] = { maxSessions: sessions },
): Promise<{ readonly storage: MemorySessionStorage; readonly opened: readonly OpenSession[] }> {
  const storage = new MemorySessionStorage(options);
  const opened = Array.from({ length: sessions }, () => openRequest(t0));
  for (const request of opened) await storage.open(request);
  return { storage, opened };
}

async function kindsOf(
  storage: MemorySessionStorage,
  opened: readonly OpenSession[],
  now: number,
): Promise<readonly string[]> {
  const outcomes = await Promise.all(opened.map(async (request) => storage.read(readRequest(request, now))));
  return outcomes.map(({ kind }) => kind);
}
