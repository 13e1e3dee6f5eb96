import { MemorySessionStorage } from '@threepid/storage-memory';
import { StorageUnavailableError, type ForgottenNumber, type SmsResult } from '@threepid/core';
import { expect } from 'chai';
import { createFramework, errcodeOf, hold, hostPolicy, type TestFramework } from '../framework.js';

const phoneNumber = '+447400123456';
const request = { clientSecret: 'c1', country: 'GB', phoneNumber, sendAttempt: 1 };
const guarded = { guard: { mode: 'enforce' } } as const;

describe('forget', () => {
  it('removes the sessions of a number by every client secret, and lets its limits start anew', async () => {
    const framework = createFramework();
    const { threepid } = framework;
    const asked = ['c1', 'c2', 'c3', 'c4', 'c5'].map((clientSecret) => ({ ...request, clientSecret }));
    const sessions: { sid: string; clientSecret: string; token: string }[] = [];
    for (const each of asked) {
      const { sid } = await threepid.requestToken(each);
      sessions.push({ sid, clientSecret: each.clientSecret, token: framework.lastCode() });
    }
    const [validated] = sessions;
    if (validated !== undefined) await threepid.submitToken(validated);
    expect(await errcodeOf(threepid.requestToken({ ...request, clientSecret: 'c6' }))).to.equal(
      'M_LIMIT_EXCEEDED',
    );
    await threepid.forget(phoneNumber);
    for (const session of sessions) {
      expect(await errcodeOf(threepid.submitToken(session))).to.equal('M_NO_VALID_SESSION');
      expect(await errcodeOf(threepid.getValidatedThreePid(session))).to.equal('M_NO_VALID_SESSION');
    }
    for (const each of asked) await threepid.requestToken(each);
    expect(framework.sms.messages).to.have.lengthOf(10);
  });

  it('leaves nothing in the memory storage, and tells no difference the next time', async () => {
    for (const options of [hostPolicy, guarded]) {
      const storage = new MemorySessionStorage();
      const { threepid } = createFramework({ storage, ...options });
      await threepid.requestToken({ ...request, clientAddress: '192.0.2.1' });
      await threepid.requestToken({ ...request, clientSecret: 'c2', clientAddress: '2001:db8::1' });
      const { balances } = storage;
      const before = balances.size;
      await threepid.forget(phoneNumber);
      // What is left are the counts and balances of addresses, blocks and countries.
      expect(storage.size).to.include({ sessions: 0, numbers: 0 });
      if (options === guarded) expect(before - balances.size).to.equal(3);
      await threepid.forget(phoneNumber);
    }
  });

  it('needs no policy that forgets', async () => {
    const storage = new MemorySessionStorage();
    // Else the policy that asks for blocks comes before that of the host.
    Object.defineProperty(storage, 'blocks', { value: undefined });
    const { threepid } = createFramework({ storage, ...hostPolicy });
    await threepid.requestToken(request);
    await threepid.operator.release(phoneNumber, { by: 'ada' });
    await threepid.forget(phoneNumber);
    expect(storage.size).to.include({ sessions: 0, numbers: 0 });
  });

  it('removes what one address asked for the number, where no guard enforces', async () => {
    const { threepid } = createFramework(hostPolicy);
    const ask = (clientSecret: string) =>
      errcodeOf(threepid.requestToken({ ...request, clientSecret, clientAddress: '192.0.2.1' }));
    for (const secret of ['a', 'b', 'c']) expect(await ask(secret)).to.equal('none');
    expect(await ask('d')).to.equal('M_LIMIT_EXCEEDED');
    await threepid.forget(phoneNumber);
    for (const secret of ['e', 'f', 'g']) expect(await ask(secret)).to.equal('none');
    expect(await ask('h')).to.equal('M_LIMIT_EXCEEDED');
  });

  it('removes the balances of the number and of its pairs, a good name too', async () => {
    const framework = createFramework(guarded);
    const { threepid } = framework;
    const ask = (clientSecret: string) =>
      errcodeOf(threepid.requestToken({ ...request, clientSecret, clientAddress: '192.0.2.1' }));
    for (const secret of ['a', 'b', 'c']) expect(await ask(secret)).to.equal('none');
    expect(await ask('d')).to.equal('M_LIMIT_EXCEEDED');
    await threepid.forget(phoneNumber);
    const { sid } = await threepid.requestToken({
      ...request,
      clientSecret: 'e',
      clientAddress: '192.0.2.1',
    });
    await threepid.submitToken({ sid, clientSecret: 'e', token: framework.lastCode() });
    expect(await ask('f')).to.equal('none');
    expect(lanesOf(framework).at(-1)).to.equal('pair');
    await threepid.forget(phoneNumber);
    expect(await ask('g')).to.equal('none');
    expect(lanesOf(framework).at(-1)).to.equal('nobody');
  });

  it('removes the balances that an earlier mode of the guard has left', async () => {
    const storage = new MemorySessionStorage();
    await createFramework({ storage, ...guarded }).threepid.requestToken({
      ...request,
      clientAddress: '192.0.2.1',
    });
    const before = storage.balances.size;
    await createFramework({ storage, guard: { mode: 'off' } }).threepid.forget(phoneNumber);
    expect(before - storage.balances.size).to.equal(2);
  });

  it('changes nothing of another number', async () => {
    const framework = createFramework(guarded);
    const other = { ...request, phoneNumber: '+447400123457' };
    const { sid } = await framework.threepid.requestToken(other);
    await framework.threepid.forget(phoneNumber);
    const session = { sid, clientSecret: 'c1' };
    await framework.threepid.submitToken({ ...session, token: framework.lastCode() });
    expect(await errcodeOf(framework.threepid.consumeValidatedThreePid(session))).to.equal('none');
  });

  it('finds what lies under older secrets', async () => {
    const storage = new MemorySessionStorage();
    const [before, after] = ['older', ['newer', 'older']].map((secret) =>
      createFramework({ storage, secret }),
    );
    const { sid } = (await before?.threepid.requestToken(request)) ?? {};
    await after?.threepid.forget(phoneNumber);
    expect(storage.size).to.include({ sessions: 0, numbers: 0 });
    expect(sid).to.have.lengthOf(24);
  });

  for (const result of [
    { kind: 'sent', messageId: '1' },
    { kind: 'refused', cause: undefined },
    { kind: 'unavailable', taken: 'unknown', cause: undefined },
    { kind: 'rejected-destination', cause: undefined },
  ] as const satisfies readonly SmsResult[]) {
    it(`brings nothing back when an in-flight message ends as ${result.kind}`, async () => {
      const storage = new MemorySessionStorage();
      const framework = createFramework({ storage, ...guarded });
      const { threepid, sms } = framework;
      const [begun, answer] = [hold<undefined>(), hold<SmsResult>()];
      sms.answer = () => {
        begun.resolve(undefined);
        return answer.promise;
      };
      const answered = threepid.requestToken({ ...request, clientAddress: '192.0.2.1' });
      await begun.promise;
      const balances = storage.balances.size;
      await threepid.forget(phoneNumber);
      answer.resolve(result);
      const sid = await answered.then(
        (opened) => opened.sid,
        () => undefined,
      );
      expect(sid === undefined).to.equal(result.kind !== 'sent');
      expect(storage.size).to.include({ sessions: 0, numbers: 0 });
      expect(storage.balances.size).to.equal(balances - 2);
      if (sid === undefined) return;
      const submitted = threepid.submitToken({ sid, clientSecret: 'c1', token: framework.lastCode() });
      expect(await errcodeOf(submitted)).to.equal('M_NO_VALID_SESSION');
    });
  }

  for (const spelling of [
    '+44 7400 123456',
    '+44 (0)7400-123456',
    '\uff0b447400123456',
    'tel:+447400123456',
  ]) {
    it(`takes ${spelling}`, async () => {
      const storage = new MemorySessionStorage();
      const { threepid } = createFramework({ storage });
      await threepid.requestToken(request);
      await threepid.forget(spelling);
      expect(storage.size.sessions).to.equal(0);
    });
  }

  for (const spelling of ['07400 123456', '447400123456', '', 'somebody', '+', `+44${'7'.repeat(80)}`]) {
    it(`refuses '${spelling.slice(0, 20)}' with M_INVALID_PARAM, without repeating it`, async () => {
      const { threepid } = createFramework();
      const error: unknown = await threepid.forget(spelling).catch((reason: unknown) => reason);
      expect(error).to.include({ errcode: 'M_INVALID_PARAM' });
      if (spelling.length > 1) expect(String(error)).to.not.include(spelling);
    });
  }

  it('lets a policy of the host forget the number too', async () => {
    const forgotten: ForgottenNumber[] = [];
    const sendPolicy = {
      judge: () => ({ kind: 'allow' }) as const,
      forget: (number: ForgottenNumber) => void forgotten.push(number),
    };
    const { threepid, clock } = createFramework({ sendPolicy });
    await threepid.forget(phoneNumber);
    expect(forgotten).to.deep.equal([{ msisdn: '447400123456', country: 'GB', now: clock.now() }]);
  });

  it('rejects if the storage or the policy fails, and asks no policy before the storage', async () => {
    const failed = Promise.reject(new StorageUnavailableError('down'));
    failed.catch(() => undefined);
    const storage = new MemorySessionStorage();
    storage.forget = () => failed;
    storage.balances.forget = () => expect.fail('too early');
    const error: unknown = await createFramework({ storage, ...guarded })
      .threepid.forget(phoneNumber)
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(StorageUnavailableError);
  });

  it('logs nothing of the number', async () => {
    const { threepid, log } = createFramework();
    await threepid.forget(phoneNumber);
    expect(log.at(-1)).to.deep.equal({ level: 'info', fields: {}, message: 'number forgotten' });
  });
});

function lanesOf({ log }: TestFramework): readonly unknown[] {
  return log.flatMap(({ fields }) => ('lane' in fields ? [fields['lane']] : []));
}
