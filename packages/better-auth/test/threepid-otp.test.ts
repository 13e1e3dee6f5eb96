import { StorageUnavailableError, type Challenge } from '@threepid/core';
import { e164PhoneNumbers, otpErrorCodes, threepidOtp } from '@threepid/better-auth';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createAuthHost, type AuthAnswer, type AuthHost, type AuthHostOptions } from './auth-host.js';

const phoneNumber = '+447400123456';
const otherNumber = '+447400654321';
const minute = 60_000;

describe('threepidOtp', () => {
  let host: AuthHost;
  beforeEach(() => {
    host = createAuthHost();
  });
  const use = (options: AuthHostOptions) => {
    host = createAuthHost(options);
  };
  const send = (number = phoneNumber, headers = {}) =>
    host.post('/phone-number/send-otp', { phoneNumber: number }, headers);
  const verify = (code: string, more: Readonly<Record<string, unknown>> = {}, headers = {}) =>
    host.post('/phone-number/verify', { phoneNumber, code, ...more }, headers);
  const requestReset = (number = phoneNumber) =>
    host.post('/phone-number/request-password-reset', { phoneNumber: number });
  const reset = (otp: string, newPassword: string, number = phoneNumber) =>
    host.post('/phone-number/reset-password', { phoneNumber: number, otp, newPassword });
  const signIn = (password: string) => host.post('/sign-in/phone-number', { phoneNumber, password });
  const signUp = async (): Promise<AuthAnswer> => {
    await send();
    return verify(host.lastCode());
  };
  /** A code of six digits that isn't the last one. */
  const wrongCode = (by = 1) => String((Number(host.lastCode()) + by) % 1_000_000).padStart(6, '0');

  it('signs up, and signs in to the same account', async () => {
    expect((await send()).body).to.deep.equal({ message: 'code sent' });
    const signedUp = await verify(host.lastCode());
    expect(signedUp.status).to.equal(200);
    expect(signedUp.body['user']).to.include({ phoneNumber, phoneNumberVerified: true });
    const signedIn = await signUp();
    expect(signedIn.status).to.equal(200);
    expect(host.rows.user).to.have.length(1);
    expect(host.rows.session).to.have.length(2);
  });

  it('changes the number of the signed-in person', async () => {
    const { cookie } = await signUp();
    await send(otherNumber);
    const change = { phoneNumber: otherNumber, updatePhoneNumber: true };
    const changed = await verify(host.lastCode(), change, { cookie });
    expect(changed.status).to.equal(200);
    expect(host.rows.user.map((user) => user['phoneNumber'])).to.deep.equal([otherNumber]);
  });

  it('resets the password, with which the person signs in', async () => {
    await signUp();
    expect((await requestReset()).body).to.deep.equal({ status: true });
    expect((await reset(host.lastCode(), 'a new password')).status).to.equal(200);
    expect((await signIn('a new password')).status).to.equal(200);
  });

  it('ignores the code that better-auth makes and stores itself', async () => {
    await signUp();
    await send();
    await requestReset();
    const stored = host.rows.verification.map((row) => String(row['value']).split(':')[0] ?? '');
    expect(stored).to.have.length(2);
    expect(stored).to.not.include(host.lastCode());
    for (const code of stored) {
      expect((await verify(code)).body).to.include({ code: 'INVALID_OTP' });
      expect((await reset(code, 'a new password')).body).to.include({ code: 'INVALID_OTP' });
    }
  });

  it('a code to sign in resets no password, and a code for a reset signs nobody in', async () => {
    await signUp();
    await send();
    const toSignIn = host.lastCode();
    await requestReset();
    const toReset = host.lastCode();
    expect((await reset(toSignIn, 'a new password')).body).to.include({ code: 'INVALID_OTP' });
    expect((await verify(toReset)).body).to.include({ code: 'INVALID_OTP' });
    expect((await reset(toReset, 'a new password')).status).to.equal(200);
    expect((await verify(toSignIn)).status).to.equal(200);
  });

  it('a code of one number is no code of another', async () => {
    await send();
    const code = host.lastCode();
    await send(otherNumber);
    expect((await verify(code, { phoneNumber: otherNumber })).body).to.include({ code: 'INVALID_OTP' });
    expect(host.rows.user).to.be.empty;
  });

  it('a code works once, of 100 calls at once', async () => {
    await send();
    const code = host.lastCode();
    const answers = await Promise.all(Array.from({ length: 100 }, () => verify(code)));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    expect(answers.filter(({ body }) => body['code'] === 'OTP_NOT_FOUND')).to.have.length(99);
    expect(host.rows.session).to.have.length(1);
    expect((await verify(code)).body).to.include({ code: 'OTP_NOT_FOUND' });
  });

  it('a code for a reset sets one password, of 100 calls at once', async () => {
    await signUp();
    await requestReset();
    const code = host.lastCode();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => reset(code, `new password ${String(index)}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
  });

  it('judges five wrong codes, of 100 at once, over resends too', async () => {
    await send();
    const guesses = Array.from({ length: 100 }, (_, index) => verify(wrongCode(index + 1)));
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ body }) => body['code'] === 'INVALID_OTP')).to.have.length(5);
    expect(answers.filter(({ body }) => body['code'] === 'OTP_EXPIRED')).to.have.length(95);
    expect((await verify(host.lastCode())).body).to.include({ code: 'OTP_EXPIRED' });
    host.advance(minute);
    await send();
    expect((await verify(host.lastCode())).status).to.equal(200);
  });

  it('sends one message for 100 calls at once, and the same code again a minute later', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => send()));
    expect(answers.every(({ status }) => status === 200)).to.equal(true);
    expect(host.messages).to.have.length(1);
    const code = host.lastCode();
    host.advance(minute);
    await send();
    expect(host.messages).to.have.length(2);
    expect(host.lastCode()).to.equal(code);
  });

  it('a code expires after ten minutes', async () => {
    await send();
    host.advance(10 * minute);
    expect((await verify(host.lastCode())).body).to.include({ code: 'OTP_EXPIRED' });
  });

  it('accepts a code as a person types it', async () => {
    await send();
    const code = host.lastCode();
    expect((await verify(`${code.slice(0, 3)} ${code.slice(3)}`)).status).to.equal(200);
  });

  it("answers a code that nobody asked for with better-auth's own error", async () => {
    const answer = await verify('123456');
    expect(answer.status).to.equal(400);
    expect(answer.body).to.include({ code: 'OTP_NOT_FOUND' });
  });

  describe('refusals', () => {
    /** With and without a handler for background tasks, with which better-auth only logs the errors of a Promise. */
    const background = { advanced: { backgroundTasks: { handler: () => undefined } } };

    for (const [name, auth] of [
      ['awaited', {}],
      ['with background tasks', background],
    ] as const) {
      it(`${name}: a limit, with the time to wait`, async () => {
        use({ auth, threepid: { limits: { perNumber: [{ messages: 1, windowMs: 10 * minute }] } } });
        await send();
        host.advance(minute);
        const answer = await send();
        expect(answer.status).to.equal(429);
        const { code, message } = otpErrorCodes.TOO_MANY_MESSAGES;
        expect(answer.body).to.deep.equal({ code, message, retryAfterMs: 9 * minute });
        expect(answer.headers.get('retry-after')).to.equal('540');
        expect(answer.headers.get('x-retry-after')).to.equal('540');
      });

      it(`${name}: a destination that is rejected, and a provider that is down`, async () => {
        use({ auth });
        host.answerWith({ kind: 'rejected-destination', cause: 'landline' });
        expect(await send()).to.deep.include({ status: 400, body: otpErrorCodes.PHONE_NUMBER_REJECTED });
        host.answerWith({ kind: 'unavailable', taken: 'no', cause: 'down' });
        host.advance(minute);
        expect(await send()).to.deep.include({ status: 503, body: otpErrorCodes.MESSAGE_NOT_SENT });
      });
    }

    it('a storage that is down: nothing is sent, and no code is judged', async () => {
      const storage = new MemorySessionStorage();
      use({ threepid: { storage } });
      storage.open = () => Promise.reject(new StorageUnavailableError('down', { retryAfterMs: 3_000 }));
      const { code, message } = otpErrorCodes.VERIFICATION_UNAVAILABLE;
      for (const answer of [await send(), await verify('123456')]) {
        expect(answer.status).to.equal(503);
        expect(answer.body).to.deep.equal({ code, message, retryAfterMs: 3_000 });
        expect(answer.headers.get('retry-after')).to.equal('3');
      }
      expect(host.messages).to.be.empty;
      expect(host.log.join()).to.include('threepid failed');
    });

    it('a challenge, whose answer in a header sends the message', async () => {
      use({ threepid: { challenge, sendPolicy: { judge: ({ proved }) => (proved ? allow : askForProof) } } });
      const asked = await send();
      expect(asked.status).to.equal(429);
      const offer = asked.body['challenge'] as { readonly type: string; readonly word: string };
      expect(offer.type).to.equal('word');
      const answers = {
        right: { 'x-threepid-challenge-answer': offer.word },
        long: { 'x-threepid-challenge-answer': 'x'.repeat(5_000) },
      };
      expect((await send(otherNumber, answers.right)).status).to.equal(429);
      expect((await send(phoneNumber, answers.long)).status).to.equal(429);
      expect(host.messages).to.be.empty;
      expect((await send(phoneNumber, answers.right)).status).to.equal(200);
      expect((await verify(host.lastCode())).status).to.equal(200);
    });
  });

  describe('a number without an account', () => {
    it('gets no message to reset a password, and the same answers as one with an account', async () => {
      await signUp();
      const sent = host.messages.length;
      const [known, unknown] = [await requestReset(), await requestReset(otherNumber)];
      expect(unknown.body).to.deep.equal(known.body);
      expect(host.messages).to.have.length(sent + 1);
      for (let guess = 1; guess <= 7; guess += 1) {
        const code = wrongCode(guess);
        const [of, ofNone] = [
          await reset(code, 'a new password'),
          await reset(code, 'a new password', otherNumber),
        ];
        expect(of.body).to.include({ code: 'INVALID_OTP' });
        expect(ofNone).to.deep.include({ status: of.status, body: of.body });
      }
    });

    it('is told apart by no refusal: a reset answers the same when the provider is down', async () => {
      await signUp();
      host.answerWith({ kind: 'unavailable', taken: 'no', cause: 'down' });
      expect((await requestReset()).body).to.deep.equal({ status: true });
      expect(host.log.join()).to.include('The message could not be sent');
    });
  });

  describe("a client's own secret, in a header", () => {
    const mine = { 'x-threepid-client-secret': 'made by my browser' };

    it('keeps the guesses of others away from the code', async () => {
      await send(phoneNumber, mine);
      const code = host.lastCode();
      await send();
      for (let guess = 1; guess <= 6; guess += 1) await verify(wrongCode(guess));
      expect((await verify(host.lastCode())).body).to.include({ code: 'OTP_EXPIRED' });
      expect((await verify(code, {}, mine)).status).to.equal(200);
    });

    it('is needed to submit the code', async () => {
      await send(phoneNumber, mine);
      const code = host.lastCode();
      for (const headers of [{}, { 'x-threepid-client-secret': 'of another' }])
        expect((await verify(code, {}, headers)).body).to.include({ code: 'OTP_NOT_FOUND' });
      expect((await verify(code, {}, mine)).status).to.equal(200);
    });

    it('gives nobody more messages to a number', async () => {
      const statuses: number[] = [];
      for (const client of ['1', '2', '3', '4', '5', '6', '7']) {
        const headers = { 'x-threepid-client-secret': client, 'x-forwarded-for': `192.0.2.${client}` };
        statuses.push((await send(phoneNumber, headers)).status);
      }
      expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 429, 429]);
    });
  });

  describe('the spelling of a number', () => {
    const spellings = [
      '447400123456',
      '+44 7400 123456',
      '07400 123456',
      '+4407400123456',
      'tel:+447400123456',
      '+44740',
    ];

    it('is E.164, or refused, so that no number has two accounts', async () => {
      await signUp();
      await send();
      const code = host.lastCode();
      for (const spelling of spellings) {
        for (const answer of [await send(spelling), await verify(code, { phoneNumber: spelling })]) {
          expect(answer.status, spelling).to.equal(400);
          expect(answer.body, spelling).to.include({ code: 'INVALID_PHONE_NUMBER' });
        }
      }
      expect(host.rows.user).to.have.length(1);
    });

    it('is converted by e164PhoneNumbers, at every endpoint', async () => {
      use({ country: 'GB' });
      const [typed, dialled] = ['+44 (0)7400-123456', '07400 123456'];
      expect((await send(typed)).status).to.equal(200);
      expect((await verify(host.lastCode(), { phoneNumber: dialled })).status).to.equal(200);
      await requestReset(dialled);
      expect((await reset(host.lastCode(), 'a new password', typed)).status).to.equal(200);
      const body = { phoneNumber: dialled, password: 'a new password' };
      expect((await host.post('/sign-in/phone-number', body)).status).to.equal(200);
      expect(host.rows.user.map((user) => user['phoneNumber'])).to.deep.equal([phoneNumber]);
    });

    it('is converted for a country that exists: another would convert no number at all', () => {
      for (const country of ['gb', 'UK', 'GBR', '+44'])
        expect(() => e164PhoneNumbers(host.threepid, { country }), country).to.throw(TypeError, 'country');
    });

    it('stays refused by e164PhoneNumbers if it is no number', async () => {
      use({ country: 'GB' });
      expect((await send('0740')).body).to.include({ code: 'INVALID_PHONE_NUMBER' });
      expect((await host.post('/phone-number/send-otp', { phoneNumber: 7 })).status).to.equal(400);
      expect((await host.post('/phone-number/send-otp', {})).status).to.equal(400);
    });
  });

  it('sends a code at the sign-in of a number that is not verified, and verifies it', async () => {
    use({ requireVerification: true });
    const { cookie } = await signUp();
    await requestReset();
    await reset(host.lastCode(), 'a new password');
    expect(cookie).to.not.equal('');
    for (const row of host.rows.user) Object.assign(row, { phoneNumberVerified: false });
    host.advance(minute);
    expect((await signIn('a new password')).body).to.include({ code: 'PHONE_NUMBER_NOT_VERIFIED' });
    expect((await verify(host.lastCode())).status).to.equal(200);
    expect((await signIn('a new password')).status).to.equal(200);
  });

  it("gives sign-in's message to a background task", async () => {
    const tasks: Promise<unknown>[] = [];
    const handler = (task: Promise<unknown>) => void tasks.push(task);
    use({ requireVerification: true, auth: { advanced: { backgroundTasks: { handler } } } });
    await signUp();
    for (const row of host.rows.user) Object.assign(row, { phoneNumberVerified: false });
    host.answerWith({ kind: 'unavailable', taken: 'no', cause: 'down' });
    host.advance(minute);
    expect((await signIn('any')).body).to.include({ code: 'PHONE_NUMBER_NOT_VERIFIED' });
    await Promise.all(tasks);
    expect(tasks).to.not.be.empty;
  });

  it('signs in a configured test number by its fixed code, without a message', async () => {
    use({ threepid: { testNumbers: [{ number: phoneNumber, code: '000042', until: Date.UTC(2200, 0) }] } });
    await send();
    expect((await verify('000041')).body).to.include({ code: 'INVALID_OTP' });
    expect((await verify('000042')).status).to.equal(200);
    expect(host.messages).to.be.empty;
  });

  it('verifies a code for the host itself, without an endpoint', async () => {
    await host.auth.api.sendPhoneNumberOTP({ body: { phoneNumber } });
    const code = host.lastCode();
    const consumed = await host.auth.api.consumePhoneNumberOTP({ body: { phoneNumber, code } });
    expect(consumed).to.deep.equal({ status: true });
    expect((await verify(code)).body).to.include({ code: 'OTP_NOT_FOUND' });
  });

  it("doesn't share its sessions with threepid's public endpoints", async () => {
    await send();
    const code = host.lastCode();
    for (const clientSecret of ['verify', 'better-auth', phoneNumber.slice(1)])
      expect(await host.threepid.findSession({ phoneNumber, country: '', clientSecret })).to.equal(undefined);
    await host.threepid.requestToken({ phoneNumber, country: '', clientSecret: 'public' });
    expect((await verify(host.lastCode())).status).to.equal(host.lastCode() === code ? 200 : 400);
  });

  it('says what is missing in a version of better-auth that passes no context', () => {
    expect(() => threepidOtp(host.threepid).sendOTP({ phoneNumber, code: '' })).to.throw(
      TypeError,
      'use better-auth 1.7 or later',
    );
  });
});

const allow = { kind: 'allow' } as const;
const askForProof = { kind: 'challenge', retryAfterMs: 9 * minute } as const;

/** Asks for a word that belongs to the number and client secret. */
const challenge: Challenge = {
  name: 'word',
  make: ({ binding }) => ({ type: 'word', word: binding }),
  check: ({ answer, binding, now }) =>
    answer === binding
      ? { kind: 'solved', id: binding, expiresAt: now + minute }
      : { kind: 'unsolved', reason: 'another word' },
};
