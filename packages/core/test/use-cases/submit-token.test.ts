import type { SendPolicy } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf, type TestFramework } from '../framework.js';
import { recorded, type PortCall } from '../recorded-port.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };

/** Another code of six digits. */
const wrong = (code: string, step = 1): string => String((Number(code) + step) % 1_000_000).padStart(6, '0');

function lengthOfText(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.length : value;
}

describe('a session', () => {
  let framework: TestFramework;
  let sid: string;
  let code: string;
  beforeEach(async () => {
    framework = createFramework();
    ({ sid } = await framework.threepid.requestToken(request));
    code = framework.lastCode();
  });
  const submit = (token: string, session = { sid, clientSecret }) =>
    errcodeOf(framework.threepid.submitToken({ ...session, token }));
  const read = (session = { sid, clientSecret }) =>
    errcodeOf(framework.threepid.getValidatedThreePid(session));

  it('is validated by its code, and says which number it validated', async () => {
    const validatedAt = framework.clock.now();
    expect(await framework.threepid.submitToken({ sid, clientSecret, token: code })).to.deep.equal({
      validatedAt,
      nextLink: undefined,
    });
    framework.clock.advance(minute);
    expect(await framework.threepid.submitToken({ sid, clientSecret, token: code })).to.deep.include({
      validatedAt,
    });
    expect(await framework.threepid.getValidatedThreePid({ sid, clientSecret })).to.deep.equal({
      medium: 'msisdn',
      address: '447400123456',
      validatedAt,
    });
    expect(framework.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });

  it('is verified once for the policy and in events, however often its code is submitted', async () => {
    const learnt: string[] = [];
    const events: string[] = [];
    const sendPolicy: SendPolicy = {
      judge: () => ({ kind: 'allow', receipt: 'AAAA' }),
      learn: ({ kind }) => void learnt.push(kind),
    };
    framework = createFramework({ sendPolicy, events: ({ kind }) => void events.push(kind) });
    ({ sid } = await framework.threepid.requestToken(request));
    for (let count = 0; count < 3; count += 1) expect(await submit(framework.lastCode())).to.equal('none');
    expect(learnt).to.deep.equal(['verified']);
    expect(events.filter((kind) => kind === 'verified')).to.have.lengthOf(1);
  });

  it('costs the storage the same work with another client secret as with an unknown sid', async () => {
    const calls: PortCall[] = [];
    framework = createFramework({ storage: recorded(new MemorySessionStorage(), calls) });
    ({ sid } = await framework.threepid.requestToken(request));
    const other = await framework.threepid.requestToken({ ...request, clientSecret: 'another-person' });
    const misses = [
      { sid, clientSecret: 'chimpanzees_are_OK' },
      { sid: 'x'.repeat(sid.length), clientSecret },
      { sid: other.sid, clientSecret },
    ];
    const work = [];
    for (const miss of misses) {
      calls.length = 0;
      expect(await submit('123456', miss)).to.equal('M_NO_VALID_SESSION');
      expect(await read(miss)).to.equal('M_NO_VALID_SESSION');
      expect(await errcodeOf(framework.threepid.consumeValidatedThreePid(miss))).to.equal(
        'M_NO_VALID_SESSION',
      );
      work.push(calls.map(({ method, given }) => [method, JSON.stringify(given, lengthOfText)]));
    }
    expect(work[0]?.map(([method]) => method)).to.deep.equal(['submit', 'read', 'consume']);
    expect(work[1]).to.deep.equal(work[0]);
    expect(work[2]).to.deep.equal(work[0]);
  });

  it('is not validated before', async () => {
    expect(await read()).to.equal('M_SESSION_NOT_VALIDATED');
  });

  it('is dead after five wrong codes, over all its resends', async () => {
    for (let count = 1; count <= 3; count += 1)
      expect(await submit(wrong(code, count))).to.equal('M_TOKEN_INCORRECT');
    await framework.threepid.requestToken({ ...request, sendAttempt: 2 });
    for (let count = 4; count <= 5; count += 1)
      expect(await submit(wrong(code, count))).to.equal('M_TOKEN_INCORRECT');
    expect(await submit(code)).to.equal('M_SESSION_EXPIRED');
    expect(await read()).to.equal('M_SESSION_EXPIRED');
  });

  it('judges five of 200 guesses at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => submit(wrong(code, index + 1))),
    );
    expect(answers.filter((answer) => answer === 'M_TOKEN_INCORRECT')).to.have.length(5);
    expect(answers.filter((answer) => answer === 'M_SESSION_EXPIRED')).to.have.length(195);
  });

  it('that is dead gives place to another one, with a greater send attempt', async () => {
    for (let count = 1; count <= 5; count += 1) await submit(wrong(code, count));
    expect((await framework.threepid.requestToken(request)).sid).to.equal(sid);
    const next = await framework.threepid.requestToken({ ...request, sendAttempt: 2 });
    expect(next.sid).not.to.equal(sid);
    expect(await submit(framework.lastCode())).to.equal('M_SESSION_EXPIRED');
    expect(await submit(framework.lastCode(), { sid: next.sid, clientSecret })).to.equal('none');
  });

  it('takes its code until ten minutes have passed', async () => {
    framework.clock.advance(10 * minute - 1);
    expect(await submit(code)).to.equal('none');
    framework.clock.advance(1);
    expect(await submit(code)).to.equal('M_SESSION_EXPIRED');
  });

  it('lives for 24 hours from its last change, and reading changes nothing', async () => {
    await submit(code);
    framework.clock.advance(day - 1);
    expect(await read()).to.equal('none');
    framework.clock.advance(1);
    expect(await read()).to.equal('M_NO_VALID_SESSION');
    expect(await submit(code)).to.equal('M_NO_VALID_SESSION');
  });

  it('is unknown by another client secret, as by another sid', async () => {
    const wanted = { sid, clientSecret: 'another' };
    expect([await submit(code, wanted), await read(wanted)]).to.deep.equal([
      'M_NO_VALID_SESSION',
      'M_NO_VALID_SESSION',
    ]);
    for (const other of ['x', '1234', 'A'.repeat(255), `${sid.slice(0, 5)}A${sid.slice(6)}`]) {
      expect(await submit(code, { sid: other, clientSecret })).to.equal('M_NO_VALID_SESSION');
    }
  });

  it('wants a sid and a client secret of the right form', async () => {
    expect(await submit(code, { sid: 'a/b', clientSecret })).to.equal('M_INVALID_PARAM');
    expect(await read({ sid, clientSecret: '' })).to.equal('M_INVALID_PARAM');
  });

  it('keeps the next_link of its request', async () => {
    const nextLink = 'http://localhost:3000/done?x=1';
    await framework.threepid.requestToken({ ...request, sendAttempt: 2, nextLink });
    expect(await framework.threepid.submitToken({ sid, clientSecret, token: code })).to.deep.include({
      nextLink,
    });
  });
});

describe('a next_link that was changed in the storage', () => {
  it('is followed by nobody, and logged', async () => {
    const storage = new MemorySessionStorage();
    const framework = createFramework({ storage });
    const { sid } = await framework.threepid.requestToken({ ...request, nextLink: 'http://localhost/' });
    const submit = storage.submit.bind(storage);
    storage.submit = async (code) => {
      const outcome = await submit(code);
      return outcome.kind === 'validated'
        ? { ...outcome, nextLink: Buffer.alloc(40).toString('base64url') }
        : outcome;
    };
    const { nextLink } = await framework.threepid.submitToken({
      sid,
      clientSecret,
      token: framework.lastCode(),
    });
    expect(nextLink).to.equal(undefined);
    expect(framework.log.some(({ level }) => level === 'error')).to.equal(true);
  });
});
