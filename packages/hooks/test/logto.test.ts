import { expect } from 'chai';
import { callHook, createHookedFramework, type HookedFramework } from './framework.js';
import { logtoCall, secrets } from './products-on-the-wire.js';

describe("Logto's HTTP SMS connector", () => {
  let framework: HookedFramework;
  beforeEach(() => {
    framework = createHookedFramework({ logto: { authorization: secrets.logto } });
  });

  it('sends the code in a text of ours, once for equal calls', async () => {
    for (const call of [
      logtoCall(),
      logtoCall(),
      logtoCall({ to: '+447400123456', payload: { code: '654321' } }),
    ])
      expect((await callHook(framework, 'logto', call)).status).to.equal(200);
    expect(framework.sent.map(({ to, text }) => [to, text.split('\n')[0]])).to.deep.equal([
      ['+447400123456', 'Your code is 123456.'],
      ['+447400123456', 'Your code is 654321.'],
    ]);
  });

  it("speaks the person's languages: what the app asked for, then what Logto found", async () => {
    const payloads = [
      { locale: 'de', uiLocales: 'xx fr-CA' },
      { locale: 'de-AT', code: '111111' },
      { code: '222222' },
    ];
    for (const payload of payloads) await callHook(framework, 'logto', logtoCall({ payload }));
    const texts = framework.sent.map(({ text }) => text);
    expect(texts[0]).to.match(/Votre code/);
    expect(texts[1]).to.match(/Ihr Code|Dein Code/);
    expect(texts[2]).to.match(/Your code/);
  });

  it("counts the person's address", async () => {
    const perAddress = [{ messages: 1, windowMs: 60_000 }];
    framework = createHookedFramework(
      { logto: { authorization: secrets.logto } },
      { limits: { deliveries: { perAddress } } },
    );
    const statusOf = async (to: string) =>
      (await callHook(framework, 'logto', logtoCall({ to, ip: '203.0.113.7' }))).status;
    expect(await statusOf('447400111111')).to.equal(200);
    expect(await statusOf('447400222222')).to.equal(429);
  });

  it('answers errors by status, with a message, which Logto passes on', async () => {
    const answerTo = async (to: string) => {
      const { status, headers, json } = await callHook(framework, 'logto', logtoCall({ to }));
      return [status, headers['retry-after'], json()];
    };
    const invalid = { message: 'This phone number is not valid' };
    expect(await answerTo('4474001')).to.deep.equal([400, undefined, invalid]);
    for (let count = 0; count < 5; count += 1)
      await callHook(framework, 'logto', logtoCall({ payload: { code: String(100_000 + count) } }));
    const limited = { message: 'Too many messages; try again later' };
    expect(await answerTo('447400123456')).to.deep.equal([429, '600', limited]);
    framework.answerWith({ kind: 'unavailable', taken: 'no', cause: new Error('away') });
    expect((await answerTo('447400123457'))[0]).to.equal(502);
  });

  it('takes a body that the host has parsed: no signature covers it', async () => {
    const call = logtoCall();
    const body = JSON.parse(call.body) as unknown;
    expect((await callHook(framework, 'logto', call, { body })).status).to.equal(200);
  });

  it('is answered only with its Authorization header, of which there may be several', async () => {
    const other = 'Bearer another-long-secret';
    const call = logtoCall();
    const statusWith = async (headers: object) =>
      (await callHook(framework, 'logto', call, { headers: { ...headers } })).status;
    for (const headers of [{}, { authorization: other }, { authorization: secrets.logto.toLowerCase() }])
      expect(await statusWith(headers)).to.equal(401);
    expect(await statusWith({ authorization: [secrets.logto, other] })).to.equal(401);
    framework = createHookedFramework({ logto: { authorization: [secrets.logto, other] } });
    expect(await statusWith({ authorization: other })).to.equal(200);
    expect(() => createHookedFramework({ logto: { authorization: 'short' } })).to.throw(TypeError);
  });

  it('refuses a body that is not of its form', async () => {
    for (const body of ['{}', '{"to":"447400123456","payload":{"link":"https://example.org"}}', 'null'])
      expect((await callHook(framework, 'logto', { ...logtoCall(), body })).status).to.equal(400);
  });
});
