import type { SmsMessage, SmsSender, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { channelOf } from '../../dist/sms/senders.js';
import {
  call,
  createFramework,
  errcodeOf,
  hold,
  RecordingSmsSender,
  type TestFramework,
} from '../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const input = { clientSecret: 'a.secret', country: 'GB', phoneNumber: freeNumber, sendAttempt: 1 };
const body = { client_secret: 'a.secret', country: 'GB', phone_number: freeNumber, send_attempt: 1 };
const identity = '/_matrix/identity';
const client = '/_matrix/client/v3';

/** The six calls that send a code. */
const paths = [
  `${identity}/api/v1/validate/msisdn/requestToken`,
  `${identity}/v2/validate/msisdn/requestToken`,
  `${client}/register/msisdn/requestToken`,
  `${client}/account/3pid/msisdn/requestToken`,
  `${client}/account/password/msisdn/requestToken`,
];

interface Offering extends TestFramework {
  readonly whatsapp: RecordingSmsSender;
}

/** A framework that offers WhatsApp too. */
function offering(options: Partial<ThreepidOptions> = {}): Offering {
  const whatsapp = new RecordingSmsSender();
  return { ...createFramework({ channels: { whatsapp }, ...options }), whatsapp };
}

const served: Partial<ThreepidOptions> = {
  identityV2: { authenticator: { authenticate: () => Promise.resolve({ kind: 'user', userId: '@a:b' }) } },
  accountDirectory: new TestAccounts(),
  homeserver: { publicUrl: 'https://matrix.example.org' },
};

describe('the channels of a framework', () => {
  it('carry the messages of those who ask for them, and SMS all others', async () => {
    const framework = offering();
    for (const [sendAttempt, channel] of [undefined, '', 'sms', 'whatsapp'].entries())
      await framework.threepid.requestToken({ ...input, sendAttempt, channel });
    expect(framework.sms.messages).to.have.lengthOf(3);
    expect(framework.whatsapp.messages).to.have.lengthOf(1);
    const texts = [...framework.sms.messages, ...framework.whatsapp.messages].map(({ text }) => text);
    expect(new Set(texts).size, 'one code, whatever the channel').to.equal(1);
  });

  for (const path of paths) {
    it(`can be asked for in JSON and in a form: POST ${path}`, async () => {
      const framework = offering(served);
      const phone_number = path.includes('password') ? takenNumber : freeNumber;
      const asked = { ...body, phone_number, channel: 'whatsapp' };
      const headers = { authorization: 'Bearer token' };
      expect((await call(framework, 'POST', path, asked, headers)).status).to.equal(200);
      const form = new URLSearchParams({ ...asked, send_attempt: '2' }).toString();
      const posted = await framework.threepid.handle({
        method: 'POST',
        path,
        query: '',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: form,
        remoteAddress: undefined,
      });
      expect(posted?.status).to.equal(200);
      expect(framework.whatsapp.messages).to.have.lengthOf(2);
      expect(framework.sms.messages).to.deep.equal([]);
    });
  }

  it('are named in the error for one that is not offered', async () => {
    const telegram = new RecordingSmsSender();
    for (const [options, error] of [
      [{}, "channel must be 'sms'"],
      [{ channels: { telegram } }, "channel must be 'sms' or 'telegram'"],
    ] as const) {
      const framework = createFramework(options);
      for (const channel of ['whatsapp', 'pigeon', 'toString', ' sms']) {
        const answer = await call(framework, 'POST', paths[0] ?? '', { ...body, channel });
        expect(answer.json()).to.deep.equal({ errcode: 'M_INVALID_PARAM', error });
      }
      expect(framework.sms.messages).to.deep.equal([]);
    }
  });

  it('must be text', async () => {
    const framework = offering();
    for (const channel of [7, ['whatsapp'], { name: 'whatsapp' }, 'x'.repeat(65)]) {
      const answer = await call(framework, 'POST', paths[0] ?? '', { ...body, channel });
      expect(answer.json()).to.include({ errcode: 'M_INVALID_PARAM' });
    }
  });

  it('count alike: the limits of a number are those of all its messages', async () => {
    const framework = offering();
    const ask = (sendAttempt: number, channel: string) =>
      errcodeOf(framework.threepid.requestToken({ ...input, sendAttempt, channel }));
    for (const attempt of [1, 2, 3, 4, 5])
      expect(await ask(attempt, attempt % 2 === 0 ? 'sms' : 'whatsapp')).to.equal('none');
    expect(await ask(6, 'sms')).to.equal('M_LIMIT_EXCEEDED');
    expect(await ask(6, 'whatsapp')).to.equal('M_LIMIT_EXCEEDED');
  });

  it('send one message for equal attempts, at once and later', async () => {
    const framework = offering();
    const held = hold<{ kind: 'sent'; messageId: string }>();
    framework.sms.answer = () => held.promise;
    const asked = ['sms', 'whatsapp', 'sms'].map((channel) =>
      framework.threepid.requestToken({ ...input, channel }),
    );
    held.resolve({ kind: 'sent', messageId: 'id' });
    await Promise.all(asked);
    await framework.threepid.requestToken({ ...input, channel: 'whatsapp' });
    expect([framework.sms.messages.length, framework.whatsapp.messages.length]).to.deep.equal([1, 0]);
  });

  it('reach no test number', async () => {
    const until = Date.UTC(2030, 0, 1);
    const framework = offering({
      production: false,
      testNumbers: [{ number: '+447400999999', code: '012345', until }],
    });
    await framework.threepid.requestToken({ ...input, phoneNumber: '+447400999999', channel: 'whatsapp' });
    await framework.threepid.requestToken({ ...input, phoneNumber: '+447700900123', channel: 'whatsapp' });
    expect(framework.whatsapp.messages).to.deep.equal([]);
    expect(framework.testSms.messages).to.have.lengthOf(1);
  });

  it('carry no message of another product', async () => {
    const framework = offering();
    await framework.threepid.deliverMessage({ phoneNumber: freeNumber, code: '561166', id: 'one' });
    await framework.threepid.deliverMessage({ phoneNumber: freeNumber, text: 'A notice.', id: 'two' });
    expect([framework.sms.messages.length, framework.whatsapp.messages.length]).to.deep.equal([2, 0]);
  });

  it('are not offered by a homeserver that conceals accounts: their time and errors would reveal them', async () => {
    const homeserver = { publicUrl: 'https://matrix.example.org', availability: 'concealed' } as const;
    const framework = offering({ ...served, homeserver });
    for (const phone_number of [freeNumber, takenNumber]) {
      const path = `${client}/register/msisdn/requestToken`;
      const answer = await call(framework, 'POST', path, { ...body, phone_number, channel: 'whatsapp' });
      expect(answer.json()).to.include({ errcode: 'M_INVALID_PARAM' });
      const sms = await call(framework, 'POST', path, { ...body, phone_number, channel: 'sms' });
      expect(sms.status).to.equal(200);
    }
    expect(framework.sms.messages.map(({ purpose }) => purpose)).to.deep.equal(['verify', 'in-use']);
  });

  it('name the sender in the log', async () => {
    const sender = (name: string): SmsSender => ({ name, send: () => Promise.resolve(sentAs(name)) });
    const framework = createFramework({ sms: sender('sns'), channels: { voice: sender('twilio-voice') } });
    await framework.threepid.requestToken({ ...input, channel: 'voice' });
    const [line] = framework.log.filter(({ message }) => message === 'message sent');
    expect(line?.fields).to.include({ sender: 'twilio-voice', channel: 'voice' });
  });
});

function sentAs(messageId: string) {
  return { kind: 'sent', messageId } as const;
}

describe('the parts of a message', () => {
  const minute = 60_000;
  const parts = ({ code, locale, brand, expiresAt }: SmsMessage) => ({ code, locale, brand, expiresAt });
  const lastOf = ({ sms }: TestFramework): SmsMessage => {
    const message = sms.messages.at(-1);
    if (message === undefined) expect.fail('no message');
    return message;
  };

  it('are the code of the text, its language, and when it expires: exactly, also if it is sent again', async () => {
    const framework = createFramework();
    await framework.threepid.requestToken({ ...input, locales: ['de-AT'] });
    const [code, expiresAt] = [framework.lastCode(), framework.clock.now() + 10 * minute];
    expect(parts(lastOf(framework))).to.deep.equal({ code, locale: 'de', brand: undefined, expiresAt });
    framework.clock.advance(4 * minute);
    await framework.threepid.requestToken({ ...input, sendAttempt: 2, locales: ['xx'] });
    expect(parts(lastOf(framework))).to.deep.equal({ code, locale: 'en', brand: undefined, expiresAt });
    framework.clock.advance(6 * minute);
    await framework.threepid.requestToken({ ...input, sendAttempt: 3 });
    expect(lastOf(framework).expiresAt).to.equal(framework.clock.now() + 10 * minute);
  });

  it('are a code alone, if another product has made it; and no language, if it has written the text', async () => {
    const framework = createFramework();
    const { threepid } = framework;
    await threepid.deliverMessage({ phoneNumber: freeNumber, code: 'A7K2', id: 'one', locales: ['fr'] });
    expect(parts(lastOf(framework))).to.deep.equal({ ...nothing, code: 'A7K2', locale: 'fr' });
    await threepid.deliverMessage({ phoneNumber: freeNumber, code: 'A7K2', text: 'It is A7K2', id: 'two' });
    expect(parts(lastOf(framework))).to.deep.equal({ ...nothing, code: 'A7K2' });
    await threepid.deliverMessage({ phoneNumber: freeNumber, text: 'A notice.', id: 'three' });
    expect(parts(lastOf(framework))).to.deep.equal(nothing);
  });

  it('are neither code nor expiry, if the message has no code', async () => {
    const homeserver = { publicUrl: 'https://matrix.example.org', availability: 'concealed' } as const;
    const framework = createFramework({ ...served, homeserver });
    await call(framework, 'POST', paths[2] ?? '', { ...body, phone_number: takenNumber });
    expect(lastOf(framework).purpose).to.equal('in-use');
    expect(parts(lastOf(framework))).to.deep.equal({ ...nothing, locale: 'en' });
  });

  it("are what the host's own templates say of themselves, if they do", async () => {
    const text = ({ code = '' }) => `Kod: ${code}`;
    const own = createFramework({ templates: { text } });
    await own.threepid.requestToken(input);
    expect(lastOf(own)).to.deep.include({ locale: undefined, brand: undefined, code: own.lastCode() });
    const wording = () => ({ locale: 'pl', brand: 'Przykład' });
    const worded = createFramework({ templates: { text, wording } });
    await worded.threepid.requestToken(input);
    expect(lastOf(worded)).to.deep.include({ locale: 'pl', brand: 'Przykład' });
  });

  const nothing = { code: undefined, locale: undefined, brand: undefined, expiresAt: undefined };
});

describe('the channel of a call that names none', () => {
  it('is SMS', () => {
    const senders = { sms: new RecordingSmsSender(), whatsapp: new RecordingSmsSender() };
    expect([undefined, '', 'whatsapp'].map((asked) => channelOf(asked, senders))).to.deep.equal([
      'sms',
      'sms',
      'whatsapp',
    ]);
  });
});
