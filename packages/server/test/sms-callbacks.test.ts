import {
  startTwilioPeer,
  twilioCallHeaders,
  type SmsHttpPeer,
  type TwilioPeerMessage,
} from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { readSettings, startServer, type Environment, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { settingErrors } from './setting-errors.js';
import { requestToken } from './test-server.js';

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'f00dbabe'.repeat(4);
const publicUrl = 'https://id.example.org/sms';
const callbackUrl = `${publicUrl}/_threepid/callbacks/twilio`;
const twilio = {
  THREEPID_SMS: 'twilio',
  THREEPID_SMS_CALLBACKS: 'on',
  THREEPID_PUBLIC_URL: publicUrl,
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_FROM: '+15005550006',
};

describe('THREEPID_SMS_CALLBACKS', () => {
  let server: RunningServer | undefined;
  let peer: SmsHttpPeer<TwilioPeerMessage> | undefined;
  const lines: string[] = [];
  const start = async (environment: Environment): Promise<RunningServer> => {
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    server = await startServer(await readSettings({ PORT: '0', ...environment }), { logger });
    return server;
  };
  const post = async (path: string, body: string, headers: Readonly<Record<string, string>>) =>
    (await fetch(`${server?.url ?? ''}${path}`, { method: 'POST', body, headers })).status;
  afterEach(async () => {
    await server?.close();
    await peer?.close();
    server = undefined;
    lines.length = 0;
  });

  it('lets Twilio report what became of a message, to the log, and nobody else', async () => {
    peer = await startTwilioPeer({ accountSid, username: accountSid, password: authToken });
    const { summary } = await start({ ...twilio, TWILIO_BASE_URL: peer.url, TWILIO_FEEDBACK: 'on' });
    expect(summary).to.match(/ \| callbacks twilio$/m);
    const asked = { client_secret: 'a', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
    expect(await post(requestToken, JSON.stringify(asked), {})).to.equal(200);
    expect(peer.messages[0]).to.include({ to: '+447400123456', statusCallback: callbackUrl });

    const path = '/_threepid/callbacks/twilio';
    const messageId = /"messageId":"(SM[0-9a-f]{32})"/.exec(lines.join(''))?.[1] ?? '';
    const body = new URLSearchParams({
      MessageSid: messageId,
      MessageStatus: 'undelivered',
      ErrorCode: '30003',
      To: '+447400123456',
    }).toString();
    const signed = twilioCallHeaders(authToken, callbackUrl, body);
    lines.length = 0;
    expect(await post(path, body, twilioCallHeaders('guessed', callbackUrl, body))).to.equal(403);
    expect(await post(path, body.replace('30003', '30004'), signed)).to.equal(403);
    expect(await post(path, 'x'.repeat(70_000), signed)).to.equal(413);
    expect((await fetch(`${server?.url ?? ''}${path}`)).status).to.equal(405);
    expect(await post('/_threepid/callbacks/other', body, signed)).to.equal(404);
    expect(lines.join(''))
      .to.match(/"status":403,"msg":"a callback was refused"/)
      .and.not.match(/delivery receipt/);
    for (let call = 1; call <= 3; call += 1) expect(await post(path, body, signed)).to.equal(204);

    const receipts = lines.filter((line) => line.includes('"delivery receipt"'));
    expect(receipts).to.have.length(1);
    expect(JSON.parse(receipts[0] ?? '')).to.include({
      sender: 'twilio',
      messageId,
      state: 'undelivered',
      code: '30003',
      msisdn: '+44********56',
    });
    expect(lines.join('')).not.to.match(/7400123456|f00dbabe/);
  });

  it('needs a public URL with https, and a token that signs', async () => {
    const without = async (...names: string[]) =>
      settingErrors(Object.fromEntries(Object.entries(twilio).filter(([name]) => !names.includes(name))));
    expect(await without()).to.deep.equal([]);
    expect((await without('THREEPID_PUBLIC_URL')).join()).to.match(
      /^THREEPID_PUBLIC_URL: must be set, with https/,
    );
    expect(
      (await settingErrors({ ...twilio, THREEPID_PUBLIC_URL: 'http://id.example.org' })).join(),
    ).to.match(/^THREEPID_PUBLIC_URL: /);
    const byKey = { TWILIO_AUTH_TOKEN: '', TWILIO_API_KEY: `SK${'0'.repeat(32)}`, TWILIO_API_SECRET: 'x' };
    const error: unknown = await start({ ...twilio, ...byKey }).catch((cause: unknown) => cause);
    expect(String(error)).to.match(/TWILIO_SIGNING_TOKEN: is needed/);
    const { summary } = await start({ ...twilio, ...byKey, TWILIO_SIGNING_TOKEN: `old, ${authToken}` });
    expect(summary).to.match(/ \| callbacks twilio$/m);
  });

  it('is off by default, and warns where nobody calls', async () => {
    const off = await start({ ...twilio, THREEPID_SMS_CALLBACKS: '' });
    expect(off.summary).not.to.match(/callbacks/);
    await off.close();
    const { summary } = await start({ ...twilio, THREEPID_SMS: 'console' });
    expect(summary).to.match(/WARNING: THREEPID_SMS_CALLBACKS=on: no provider/);
  });
});
