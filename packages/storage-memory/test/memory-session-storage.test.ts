import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  firstBySecret,
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
  describe('its memory', () => {
    it('is free again of what has ended, a few entries a call', async () => {
      const storage = new MemorySessionStorage();
      for (let opened = 0; opened < 1_000; opened += 1) {
        await storage.open(openRequest(t0, { limits: oneAnHour }));
        await storage.spend({ id: newId(), limits: oneAnHour, now: t0 });
      }
      expect(storage.size).to.deep.equal({ sessions: 1_000, numbers: 1_000, allowances: 1_000 });
      const late = readRequest(openRequest(t0), t0 + sessionLifetimeMs + minute);
      await storage.read(late);
      for (const left of Object.values(storage.size)) expect(left).to.be.within(900, 999);
      for (let calls = 0; calls < 1_000; calls += 1) await storage.read(late);
      expect(storage.size).to.deep.equal({ sessions: 0, numbers: 0, allowances: 0 });
    });

    it('does not grow by calls that end as fast as they come', async () => {
      const storage = new MemorySessionStorage();
      for (let call = 0; call < 5_000; call += 1) {
        const now = t0 + call * hour;
        await storage.open(openRequest(now, { limits: oneAnHour }));
        await storage.spend({ id: newId(), limits: oneAnHour, now });
      }
      expect(storage.size.sessions).to.be.at.most(25);
      expect(storage.size.numbers).to.be.at.most(2);
      expect(storage.size.allowances).to.be.at.most(2);
    });

    it('keeps no count of messages that were all refunded', async () => {
      const storage = new MemorySessionStorage();
      const id = newId();
      await storage.spend({ id, limits: oneAnHour, now: t0 });
      await storage.refund({ id, spentAt: t0 });
      expect(storage.size.allowances).to.equal(0);
    });

    it('keeps no more times of a number than its limits look at', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { sendAttempt: undefined, limits: oneAnHour });
      const { slot, numberId } = request;
      let now = t0;
      for (let call = 0; call < 200; call += 1) {
        now += hour + minute;
        expect(sends(await storage.open({ ...request, now }))).to.equal(true);
      }
      expect(await storage.messageTimes({ slot, numberId, windowMs: 366 * 24 * hour, now })).to.deep.equal([
        now,
      ]);
      expect(storage.size).to.deep.equal({ sessions: 1, numbers: 1, allowances: 0 });
    });

    it('holds 100,000 sessions, and each of them ends', async () => {
      const storage = new MemorySessionStorage();
      const requests = Array.from({ length: 100_000 }, (_, index) =>
        openRequest(t0 + index, { limits: oneAnHour }),
      );
      for (const request of requests) await storage.open(request);
      expect(await rejection(storage.open(openRequest(t0 + 100_000)))).to.not.equal(undefined);
      for (const request of requests) {
        expect((await storage.submit(submitRequest(request, t0 + codeLifetimeMs - 1))).kind).to.equal(
          'validated',
        );
      }
      const end = t0 + codeLifetimeMs - 1 + sessionLifetimeMs + minute;
      for (let calls = 0; calls < 4_000; calls += 1) {
        await storage.read(readRequest(openRequest(t0), end));
      }
      expect(storage.size).to.deep.equal({ sessions: 0, numbers: 0, allowances: 0 });
    }).timeout(60_000);
  });

  describe('a clock that steps', () => {
    it('backwards leaves each session and its code there, for as much longer', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      expect((await storage.read(readRequest(request, t0 - hour))).kind).to.equal('pending');
      expect((await storage.submit(submitRequest(request, t0 - hour))).kind).to.equal('validated');
    });

    it('backwards brings no second message for an attempt', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { limits: oneAnHour });
      await storage.open(request);
      expect(sends(await storage.open({ ...request, now: t0 - hour }))).to.equal(false);
    });

    it('backwards by a minute gives no number a message more', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { sendAttempt: undefined, limits: oneAnHour });
      await storage.open(request);
      const limited = await storage.open({ ...request, now: t0 - minute });
      expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour + minute });
    });

    it('forwards and back again locks no number and no allowance', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { sendAttempt: undefined, limits: oneAnHour });
      const spending = { id: newId(), limits: oneAnHour };
      await storage.open({ ...request, now: t0 + 24 * hour });
      await storage.spend({ ...spending, now: t0 + 24 * hour });
      expect(sends(await storage.open(request))).to.equal(true);
      expect((await storage.open(request)).kind).to.equal('limited');
      expect(await storage.spend({ ...spending, now: t0 })).to.deep.equal({ kind: 'spent' });
    });

    it('backwards spends no wrong code anew', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      const wrong = { ...submitRequest(openRequest(t0), t0 - hour), ...guessAt(request) };
      const kinds = [];
      for (let guesses = 0; guesses < 7; guesses += 1) kinds.push((await storage.submit(wrong)).kind);
      expect(kinds).to.deep.equal([...Array<string>(5).fill('incorrect'), 'expired', 'expired']);
    });

    it('forwards ends sessions early, and validates none', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      const ahead = t0 + sessionLifetimeMs;
      expect(await storage.submit(submitRequest(request, ahead))).to.deep.equal({ kind: 'unknown' });
    });

    it('forwards by up to a minute takes no session from a clock that is right', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      const [ahead, right] = [t0 + sessionLifetimeMs + minute - 1, t0 + sessionLifetimeMs - 1];
      expect((await storage.read(readRequest(request, ahead))).kind).to.equal('unknown');
      expect((await storage.read(readRequest(request, right))).kind).to.equal('pending');
    });

    it('forwards by up to a minute takes no count from a clock that is right', async () => {
      const storage = new MemorySessionStorage();
      const spending = { id: newId(), limits: oneAnHour };
      const [ahead, right] = [t0 + hour, t0 + hour - 1];
      await storage.spend({ ...spending, now: t0 });
      await storage.spend({ ...spending, now: ahead });
      await storage.refund({ id: spending.id, spentAt: ahead });
      const limited = await storage.spend({ ...spending, now: right });
      expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: 1 });
    });

    it('forwards and back again loses the sessions that had ended meanwhile, at once or by and by', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      await storage.read(readRequest(request, t0 + sessionLifetimeMs + minute));
      expect(await storage.read(readRequest(request, t0))).to.deep.equal({ kind: 'unknown' });
      expect(sends(await storage.open({ ...request, now: t0 }))).to.equal(true);
    });
  });

  describe('retries out of order', () => {
    it('sends nothing for a lower attempt that arrives late, with an earlier time too', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { sendAttempt: 2 });
      await storage.open(request);
      expect(sends(await storage.open({ ...request, sendAttempt: 1, now: t0 - 50 }))).to.equal(false);
    });

    it('sends for a lower attempt that arrives after the greater one failed', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0, { sendAttempt: 2, claimLifetimeMs: minute });
      await storage.open(request);
      await storage.settle(settleRequest(request, 'failed', t0));
      expect(sends(await storage.open({ ...request, sendAttempt: 1, claim: newId(), now: t0 + 1 }))).to.equal(
        true,
      );
    });

    it('takes a submit that was on its way before a resend', async () => {
      const storage = new MemorySessionStorage();
      const request = openRequest(t0);
      await storage.open(request);
      await storage.open({ ...request, sendAttempt: 2, now: t0 + minute });
      const early = await storage.submit(submitRequest(request, t0 + minute - 1));
      expect(early).to.include({ kind: 'validated', validatedAt: t0 + minute - 1 });
    });
  });

  it('takes a whole number above 0 for maxSessions, and nothing else', () => {
    for (const maxSessions of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new MemorySessionStorage({ maxSessions })).to.throw(RangeError, 'maxSessions');
    }
  });

  it('is named memory, with all that is in it', () => {
    const storage = new MemorySessionStorage();
    const { balances, spending, blocks, routes } = storage;
    for (const { name } of [storage, balances, spending, blocks, routes]) expect(name).to.equal('memory');
  });

  it('shares nothing with another one', async () => {
    const request = openRequest(t0, { limits: oneAnHour });
    const [one, other] = [new MemorySessionStorage(), new MemorySessionStorage()];
    await one.open(request);
    expect(await other.read(readRequest(request, t0))).to.deep.equal({ kind: 'unknown' });
    expect(sends(await other.open(request))).to.equal(true);
  });

  it('takes each step before the call returns', () => {
    const storage = new MemorySessionStorage();
    void storage.open(openRequest(t0, { limits: oneAnHour }));
    expect(storage.size).to.deep.equal({ sessions: 1, numbers: 1, allowances: 0 });
  });

  it('refuses a request under no secret', async () => {
    const storage = new MemorySessionStorage();
    const refusal = await rejection(storage.open(openRequest(t0, { bySecret: [] })));
    expect(refusal).to.be.instanceOf(TypeError).with.property('message').that.includes('at least one secret');
  });
});

function guessAt(opened: ReturnType<typeof openRequest>) {
  const { sessionId, generation } = firstBySecret(opened);
  return { generation, bySecret: [{ sessionId, mac: 'AAAAAAAA' }] };
}
