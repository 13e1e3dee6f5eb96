import { expect } from 'chai';
import { callHook, createHookedFramework, type HookedFramework, type WireCall } from './framework.js';
import { kratosCall, secrets } from './products-on-the-wire.js';

/** The courier's dispatcher: a message is repeated unchanged until it is sent, six times at most. */
async function dispatch(framework: HookedFramework, call: WireCall): Promise<'sent' | 'abandoned'> {
  for (let sendCount = 0; sendCount <= 5; sendCount += 1) {
    const { status } = await callHook(framework, 'kratos', call);
    if (status >= 200 && status < 300) return 'sent';
    framework.clock.advance(1_000);
  }
  return 'abandoned';
}

describe("Ory Kratos's courier", () => {
  let framework: HookedFramework;
  beforeEach(() => {
    framework = createHookedFramework({ kratos: { authorization: secrets.kratos } });
  });

  it('has its text sent as it is', async () => {
    expect(await dispatch(framework, kratosCall())).to.equal('sent');
    expect(framework.sent[0]).to.deep.include({
      to: '+447400123456',
      purpose: 'verify',
      text: 'Your login code is: 034672\n\nIt expires in 15 minutes.\n\n@example.org #034672',
    });
  });

  it('has ours sent with its code, if the option says so; but notices, which have none, as they are', async () => {
    framework = createHookedFramework({ kratos: { authorization: secrets.kratos, text: 'ours' } });
    const notice = {
      body: "An address on your account was changed. If this wasn't you, contact support.\n",
      template_type: 'verifiable_address_changed',
      template_data: { changed_at: '2026-08-30T12:00:00Z' },
    };
    const calls = [
      kratosCall(),
      kratosCall({ template_data: { verification_code: '111111' } }),
      kratosCall({ template_data: { registration_code: '222222' } }),
      kratosCall(notice),
    ];
    for (const call of calls) expect(await dispatch(framework, call)).to.equal('sent');
    expect(framework.sent.map(({ text, purpose }) => [purpose, text.split('\n')[0]])).to.deep.equal([
      ['verify', 'Your code is 034672.'],
      ['verify', 'Your code is 111111.'],
      ['verify', 'Your code is 222222.'],
      ['notice', "An address on your account was changed. If this wasn't you, contact support."],
    ]);
  });

  it('sends once although the courier repeats a message whose answer it lost', async () => {
    const call = kratosCall();
    await dispatch(framework, call);
    await dispatch(framework, call);
    expect(framework.sent).to.have.length(1);
  });

  it('goes on with a message that the provider refused for a while', async () => {
    framework.answerWith({ kind: 'refused', cause: new Error('no credit') });
    expect(await dispatch(framework, kratosCall())).to.equal('abandoned');
    framework.answerWith({ kind: 'sent', messageId: 'id' });
    expect(await dispatch(framework, kratosCall())).to.equal('sent');
  });

  it('abandons what can never be sent', async () => {
    expect(await dispatch(framework, kratosCall({ recipient: '+4474001' }))).to.equal('abandoned');
    expect(framework.sent).to.have.length(0);
  });

  it('authenticates by a header, basic_auth or api_key', async () => {
    const statusWith = async (headers: object) =>
      (await callHook(framework, 'kratos', kratosCall({}, headers))).status;
    expect(await statusWith({ authorization: 'Bearer another-long-secret' })).to.equal(401);
    const password = 'a password of 24 letters';
    framework = createHookedFramework({ kratos: { basicAuth: { user: 'me', password } } });
    const basic = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
    expect([await statusWith({ authorization: basic }), await statusWith({})]).to.deep.equal([200, 401]);
    const apiKey = { name: 'X-Api-Key', value: 'a key of good length' };
    framework = createHookedFramework({ kratos: { apiKey } });
    expect([await statusWith({ 'x-api-key': apiKey.value }), await statusWith({})]).to.deep.equal([200, 401]);
  });

  it('wants one way to authenticate, and a secret', () => {
    const wrong = [
      {},
      { authorization: secrets.kratos, apiKey: { name: 'x', value: 'a key of good length' } },
      { basicAuth: { user: 'a user with a long name', password: 'short' } },
      { apiKey: { name: 'x', value: 'short' } },
    ];
    for (const kratos of wrong) expect(() => createHookedFramework({ kratos })).to.throw(TypeError);
  });

  it('refuses what is no SMS', async () => {
    for (const parts of [{ message_type: 'email' }, { recipient: '' }, { body: undefined }])
      expect((await callHook(framework, 'kratos', kratosCall(parts))).status).to.equal(400);
  });
});
