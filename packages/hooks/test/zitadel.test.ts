import { expect } from 'chai';
import { callHook, createHookedFramework, type HookedFramework } from './framework.js';
import { secrets, zitadelBody, zitadelCall } from './products-on-the-wire.js';

describe("Zitadel's HTTP SMS provider", () => {
  let framework: HookedFramework;
  const create = (text?: 'ours') =>
    createHookedFramework({
      zitadel: { signingKeys: secrets.zitadel, ...(text === undefined ? {} : { text }) },
    });
  const send = (body: string) => callHook(framework, 'zitadel', zitadelCall(body, framework.clock.now()));
  beforeEach(() => {
    framework = create();
  });

  it('has its text sent as it is', async () => {
    expect((await send(zitadelBody())).status).to.equal(200);
    expect(framework.sent[0]).to.deep.include({
      to: '+447400123456',
      purpose: 'verify',
      text: '64883313 is your one-time password for example.org.\n@example.org #64883313',
    });
  });

  it('has ours sent with its code, by whichever name, if the option says so', async () => {
    framework = create('ours');
    await send(zitadelBody());
    await send(zitadelBody({ args: { code: '0M53RF' } }));
    await send(zitadelBody({ args: { code: '', oTP: '' }, text: 'Your phone was changed.' }));
    expect(framework.sent.map(({ text }) => text.split('\n')[0])).to.deep.equal([
      'Your code is 64883313.',
      'Your code is 0M53RF.',
      'Your phone was changed.',
    ]);
  });

  it('sends once although it is repeated with other data of the user', async () => {
    await send(zitadelBody());
    framework.clock.advance(30_000);
    await send(zitadelBody({ args: { oTP: '64883313', changeDate: '2026-08-30T12:00:29Z' } }));
    expect(framework.sent).to.have.length(1);
    await send(zitadelBody({ args: { oTP: '64883314' } }));
    expect(framework.sent).to.have.length(2);
  });

  it('answers errors by status', async () => {
    expect((await send(zitadelBody({ recipient: '+4474001' }))).status).to.equal(400);
    framework.answerWith({ kind: 'unavailable', taken: 'unknown', cause: new Error('too slow') });
    expect((await send(zitadelBody())).status).to.equal(502);
  });

  it("accepts what Zitadel's own code has signed: pkg/actions/signing.go, at the time of the test", async () => {
    const body =
      '{"contextInfo":{"recipientPhoneNumber":"+447400123456"},"args":{"oTP":"64883313"},"templateData":{"text":"64883313 — это ваш OTP"}}';
    const signature = 't=1788091200,v1=71fee77e5459062978bf9726233d4b34fa1060b3c004c3c2a1a7a4cfb3f70b3d';
    const answer = await callHook(framework, 'zitadel', {
      headers: { 'zitadel-signature': signature },
      body,
    });
    expect(answer.status).to.equal(200);
    expect(framework.sent.map(({ text }) => text)).to.deep.equal(['64883313 — это ваш OTP']);
  });

  it('is believed by its signature alone, within five minutes', async () => {
    const body = zitadelBody();
    const now = framework.clock.now();
    const call = zitadelCall(body, now);
    const header = call.headers['zitadel-signature'] ?? '';
    const statusWith = async (signature: string) => {
      const headers = { ...call.headers, 'zitadel-signature': signature };
      return (await callHook(framework, 'zitadel', { body, headers })).status;
    };
    const ofTime = (at: number, keys?: readonly string[]) =>
      zitadelCall(body, at, keys).headers['zitadel-signature'] ?? '';
    const wrong = ['', 't=1', 'v1=00', header.replace('v1=', 'v2='), header.replace(/t=\d+/, 't=NaN')];
    for (const signature of [...wrong, `${header},t=1`, header.slice(0, -1), ofTime(now, ['another key'])])
      expect(await statusWith(signature), signature).to.equal(401);
    for (const apart of [-301_000, 301_000]) expect(await statusWith(ofTime(now + apart))).to.equal(401);
    expect(framework.sent).to.have.length(0);
    for (const apart of [-300_000, 300_000]) expect(await statusWith(ofTime(now + apart))).to.equal(200);
    expect(await statusWith(ofTime(now, ['the next key of all', secrets.zitadel]))).to.equal(200);
  });

  it('refuses a body that is not of its form', async () => {
    const email = {
      contextInfo: { recipientEmailAddress: 'a@example.org' },
      templateData: { text: 'Hello' },
    };
    for (const body of ['{}', JSON.stringify(email), zitadelBody({ args: {}, text: '' })])
      expect((await send(body)).status).to.equal(400);
  });
});
