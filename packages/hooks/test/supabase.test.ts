import { StorageUnavailableError, type SmsResult } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { callHook, createHookedFramework, type HookedFramework } from './framework.js';
import { secrets, supabaseAttempt, supabaseBody, type SupabaseParts } from './products-on-the-wire.js';

/** What GoTrue answers the person, by the answer that it gets: `runHTTPHook` and `hookserrors.Check`. */
interface PersonsAnswer {
  readonly status: number;
  readonly message?: string;
}

/** One call of `runHTTPHook`: up to three attempts with one body. */
async function signIn(framework: HookedFramework, parts: SupabaseParts = {}): Promise<PersonsAnswer> {
  const body = supabaseBody(parts);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await callHook(framework, 'supabase', supabaseAttempt(body, framework.clock.now()));
    if (answer.status === 200) {
      expect(answer.headers['content-type']).to.equal('application/json');
      const { error } = answer.json() as { error?: { http_code: number; message: string } };
      return error === undefined ? { status: 200 } : { status: error.http_code, message: error.message };
    }
    if (answer.status !== 429 && answer.status !== 503) return { status: 500 };
    if (answer.headers['retry-after'] === undefined) return { status: 500 };
  }
  return { status: 500 };
}

describe("Supabase's Send SMS hook", () => {
  let framework: HookedFramework;
  const create = (options: Parameters<typeof createHookedFramework>[1] = {}) =>
    createHookedFramework({ supabase: { secrets: secrets.supabase } }, options);
  beforeEach(() => {
    framework = create();
  });

  it('sends the code in a text of ours to the number, which comes without a +', async () => {
    expect(await signIn(framework)).to.deep.equal({ status: 200 });
    expect(framework.sent).to.have.length(1);
    expect(framework.sent[0]).to.deep.include({ to: '+447400123456', purpose: 'verify' });
    expect(framework.sent[0]?.text).to.match(/^Your code is 561166/);
  });

  it('sends to the new number of a user who changes it, and to user.phone of older versions', async () => {
    await signIn(framework, { phone: '447400123457', userPhone: '447400123456' });
    await signIn(framework, { userPhone: '447400123458', old: true });
    expect(framework.sent.map(({ to }) => to)).to.deep.equal(['+447400123457', '+447400123458']);
  });

  it('sends once for all attempts with one body, each with a webhook-id of its own', async () => {
    const body = supabaseBody();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const answer = await callHook(framework, 'supabase', supabaseAttempt(body, framework.clock.now()));
      expect([answer.status, answer.body]).to.deep.equal([200, '{}']);
      framework.clock.advance(5_000);
    }
    expect(framework.sent).to.have.length(1);
    await signIn(framework);
    expect(framework.sent).to.have.length(2);
  });

  it("speaks the user's languages, as the option finds them", async () => {
    const localesOf = (user: Readonly<Record<string, unknown>>) => [
      (user['user_metadata'] as { locale?: unknown }).locale,
    ];
    framework = createHookedFramework({ supabase: { secrets: secrets.supabase, localesOf } });
    await signIn(framework, { userMetadata: { locale: 'fr-CA' } });
    await signIn(framework, { userMetadata: { locale: 7 } });
    const [french, english] = framework.sent.map(({ text }) => text);
    expect(french).to.match(/Votre code/);
    expect(english).to.match(/Your code/);
  });

  it('tells the person what is wrong with their number, and when there are too many messages', async () => {
    expect(await signIn(framework, { phone: '4474001' })).to.deep.equal({
      status: 400,
      message: 'This phone number is not valid',
    });
    expect((await signIn(framework, { phone: '442071838750' })).status).to.equal(400);
    for (let count = 0; count < 5; count += 1) await signIn(framework);
    expect(await signIn(framework)).to.deep.equal({
      status: 429,
      message: 'Too many messages; try again later',
    });
  });

  it('tells the person when the provider fails, and sends with their next attempt', async () => {
    framework.answerWith({ kind: 'refused', cause: new Error('no credit') });
    expect((await signIn(framework)).status).to.equal(502);
    framework.answerWith({ kind: 'sent', messageId: 'id' });
    expect((await signIn(framework)).status).to.equal(200);
  });

  it('accepts a message that is still being sent when GoTrue is about to give up, so that its code stays good', async () => {
    framework = createHookedFramework({ supabase: { secrets: secrets.supabase, acceptAfterMs: 1 } });
    let end: (result: SmsResult) => void = () => undefined;
    framework.answerWith(new Promise((resolve) => (end = resolve)));
    expect(await signIn(framework)).to.deep.equal({ status: 200 });
    let isSettled = false;
    const settled = framework.hooks.settled().then(() => (isSettled = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSettled).to.equal(false);
    end({ kind: 'refused', cause: new Error('no credit') });
    await settled;
    expect(framework.log.at(-1))
      .to.match(/accepted before it failed/)
      .and.to.match(/502/);
  });

  it('answers 503 while the storage is down, once: GoTrue repeats nothing', async () => {
    class BrokenStorage extends MemorySessionStorage {
      override open(): never {
        throw new StorageUnavailableError('redis: down');
      }
    }
    framework = create({ storage: new BrokenStorage() });
    const call = supabaseAttempt(supabaseBody(), framework.clock.now());
    const answer = await callHook(framework, 'supabase', call);
    expect([answer.status, answer.json()]).to.deep.equal([
      503,
      { error: { http_code: 503, message: 'The server cannot do this now; try again' } },
    ]);
    expect(await signIn(framework)).to.deep.equal({ status: 500 });
    expect(framework.sent).to.have.length(0);
  });

  it("counts the person's address, and not one of a private network, which is a proxy's", async () => {
    const perAddress = [{ messages: 1, windowMs: 60_000 }];
    framework = create({ limits: { deliveries: { perAddress } } });
    const statusOf = async (phone: string, ip: string) => (await signIn(framework, { phone, ip })).status;
    expect(await statusOf('447400111111', '203.0.113.7')).to.equal(200);
    expect(await statusOf('447400222222', '203.0.113.7')).to.equal(429);
    for (const ip of ['172.18.0.5', '10.0.0.1', '::1', '::ffff:10.1.2.3', 'unix'])
      for (const phone of ['447400333333', '447400444444'])
        expect(await statusOf(phone, ip), ip).to.equal(200);
  });

  describe('believes a call', () => {
    const statusOf = async (call: ReturnType<typeof supabaseAttempt>) =>
      (await callHook(framework, 'supabase', call)).status;
    const now = () => framework.clock.now();

    it('that one of several secrets has signed, of several signatures', async () => {
      const all = [secrets.supabase, secrets.supabaseNext];
      expect(await statusOf(supabaseAttempt(supabaseBody(), now(), all))).to.equal(200);
      expect(await statusOf(supabaseAttempt(supabaseBody(), now(), [...all].reverse()))).to.equal(200);
      framework = createHookedFramework({ supabase: { secrets: all } });
      expect(await statusOf(supabaseAttempt(supabaseBody(), now(), [secrets.supabaseNext]))).to.equal(200);
    });

    it('only within five minutes of its time', async () => {
      const body = supabaseBody();
      for (const [apart, status] of [
        [-300_000, 200],
        [300_000, 200],
        [-301_000, 401],
        [301_000, 401],
      ] as const)
        expect(await statusOf(supabaseAttempt(body, now() + apart)), String(apart)).to.equal(status);
    });

    it('no other: another secret, another body, no or odd headers; and sends nothing then', async () => {
      const call = supabaseAttempt(supabaseBody(), now());
      const otherHeaders = [
        {},
        { ...call.headers, 'webhook-signature': '' },
        { ...call.headers, 'webhook-signature': 'v1' },
        { ...call.headers, 'webhook-signature': 'v1,' },
        {
          ...call.headers,
          'webhook-signature': call.headers['webhook-signature']?.replace('v1', 'v2') ?? '',
        },
        { ...call.headers, 'webhook-id': 'other' },
        { ...call.headers, 'webhook-timestamp': `${call.headers['webhook-timestamp'] ?? ''}x` },
      ];
      const calls = [
        supabaseAttempt(supabaseBody(), now(), [secrets.supabaseNext]),
        { ...call, body: call.body.replace('561166', '561167') },
        ...otherHeaders.map((headers) => ({ ...call, headers })),
      ];
      for (const wrong of calls) expect(await statusOf(wrong), JSON.stringify(wrong.headers)).to.equal(401);
      expect(framework.sent).to.have.length(0);
    });
  });

  it('refuses a body that is not of its form with 400, which GoTrue logs', async () => {
    for (const body of ['', '[]', '{', '{"user":{"phone":"447400123456"}}', '{"sms":{"otp":"561166"}}']) {
      const call = supabaseAttempt(body, framework.clock.now());
      expect((await callHook(framework, 'supabase', call)).status, body).to.equal(400);
    }
  });

  it('needs the raw body, and tells the operator what to change', async () => {
    const call = supabaseAttempt(supabaseBody(), framework.clock.now());
    const answer = await callHook(framework, 'supabase', call, { body: JSON.parse(call.body) as unknown });
    expect(answer.status).to.equal(500);
    expect(framework.log.join('\n'))
      .to.match(/a hook could not be answered/)
      .and.to.match(/mount the hooks before your body parser/);
  });

  it('logs neither secrets, codes nor numbers', async () => {
    await signIn(framework);
    await signIn(framework, { phone: '442071838750' });
    const lines = framework.log.join('\n');
    expect(lines)
      .to.match(/message sent/)
      .and.to.match(/a hook was refused/);
    expect(lines).not.to.match(/561166|7400123456|2071838750|whsec/);
  });

  it('wants a time that Supabase waits for, because a longer one would accept each message at once', () => {
    for (const acceptAfterMs of [0, -1, NaN, 5_001, Infinity])
      expect(() =>
        createHookedFramework({ supabase: { secrets: secrets.supabase, acceptAfterMs } }),
      ).to.throw(TypeError, 'acceptAfterMs');
  });

  it('wants secrets of its form', () => {
    for (const wrong of ['', 'v1,whsec_', 'v1,whsec_abc', 'plain text', []])
      expect(() => createHookedFramework({ supabase: { secrets: wrong } })).to.throw(TypeError);
  });
});
