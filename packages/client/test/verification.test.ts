import { AltchaChallenge } from '@threepid/challenge-altcha';
import {
  createThreepidClient,
  createVerification,
  type ThreepidClientOptions,
  type Verification,
  type VerificationOptions,
  type VerificationState,
} from '@threepid/client';
import type { SendPolicy, SmsMessage, SmsResult } from '@threepid/core';
import { expect } from 'chai';
import { startVerifyingServer, type VerifyingServer } from './verifying-server.js';

const number = { phoneNumber: '07400 123456', country: 'GB' };
/** As the state has it. */
const typed = { ...number, nextLink: undefined };
const minute = 60_000;

describe('a verification, against a server', () => {
  let server: VerifyingServer;

  beforeEach(async () => {
    server = await startVerifyingServer();
  });
  afterEach(() => server.close());

  const clientOf = (options: ThreepidClientOptions = {}) =>
    createThreepidClient({ baseUrl: server.url, retryDelaysMs: [], ...options });
  const start = (options: VerificationOptions = {}): Verification =>
    createVerification({ client: clientOf(), now: () => server.now, ...options });

  it('goes from the number to the verified number', async () => {
    // As a framework passes on what it was not given.
    const verification = start({ storage: undefined, storageKey: undefined, resendAfterMs: undefined });
    const steps = [verification.state.step];
    verification.subscribe(() => steps.push(verification.state.step));
    await verification.request(number);
    const { session, resendAt } = inStep('code', verification.state);
    expect(session).to.include({ ...number, msisdn: '447400123456', international: '+44 7400 123456' });
    expect(resendAt).to.equal(server.now + 30_000);
    await verification.submit(server.lastCode());
    expect(verification.state).to.deep.equal({ step: 'verified', session });
    expect(steps).to.deep.equal(['number', 'sending', 'code', 'checking', 'verified']);
  });

  it('sends the same code again, with the next send attempt', async () => {
    const verification = start({ resendAfterMs: minute });
    await verification.request(number);
    server.now += minute;
    const resent = verification.resend();
    expect(verification.state).to.include({ step: 'code', resending: true });
    await resent;
    expect(verification.state).to.include({ resending: false, resent: 1, resendAt: server.now + minute });
    expect(server.messages.map(({ text }) => text)).to.deep.equal(Array(2).fill(server.messages[0]?.text));
  });

  describe('by other channels', () => {
    let calls: SmsMessage[];
    let answer: SmsResult;

    beforeEach(async () => {
      calls = [];
      answer = { kind: 'sent', messageId: 'call' };
      await server.close();
      const send = (message: SmsMessage) => {
        calls.push(message);
        return Promise.resolve(answer);
      };
      server = await startVerifyingServer({ channels: { voice: { name: 'voice', send } } });
    });

    it('sends the same code another way, and keeps to that way', async () => {
      const verification = start();
      await verification.request(number);
      const code = server.lastCode();
      await verification.resend({ channel: 'voice' });
      expect(inStep('code', verification.state).session).to.include({ channel: 'voice', sendAttempt: 2 });
      await verification.resend();
      expect(calls.map((message) => message.code)).to.deep.equal([code, code]);
      await verification.resend({ channel: 'sms' });
      expect(server.messages).to.have.length(2);
      expect(inStep('code', verification.state)).to.include({ resent: 3 });
      await verification.submit(code);
      expect(verification.state.step).to.equal('verified');
    });

    it('asks for the first message by one too', async () => {
      const verification = start();
      await verification.request({ ...number, channel: 'voice' });
      expect(calls).to.have.length(1);
      verification.changeNumber();
      expect(inStep('number', verification.state).number).to.deep.equal(typed);
    });

    it('says that the number has no account there, and goes on the way before', async () => {
      const verification = start();
      await verification.request(number);
      answer = { kind: 'rejected-destination', otherChannels: true, cause: 'no account' };
      await verification.resend({ channel: 'voice' });
      const { problem, session } = inStep('code', verification.state);
      expect([problem?.kind, session.channel]).to.deep.equal(['rejected-number', undefined]);
      await verification.resend();
      expect(server.messages).to.have.length(2);
    });

    it('fails for one that the server does not offer', async () => {
      const verification = start();
      await verification.request(number);
      await verification.resend({ channel: 'telegram' });
      expect(inStep('code', verification.state).problem).to.deep.include({ kind: 'failed' });
    });
  });

  it('starts a new session after too many wrong codes', async () => {
    const verification = start();
    await verification.request(number);
    const first = inStep('code', verification.state).session;
    for (let guess = 0; guess < 5; guess += 1) await verification.submit('000000');
    expect(inStep('code', verification.state).problem).to.include({ kind: 'wrong-code' });
    await verification.submit(server.lastCode());
    const { problem, dead, resendAt } = inStep('code', verification.state);
    expect(problem?.kind).to.equal('dead-session');
    expect({ dead, resendAt }).to.deep.equal({ dead: true, resendAt: 0 });
    await verification.resend();
    const { session } = inStep('code', verification.state);
    expect(session).to.include({ sendAttempt: 1, msisdn: first.msisdn });
    expect(session.clientSecret).to.not.equal(first.clientSecret);
    await verification.submit(server.lastCode());
    expect(verification.state.step).to.equal('verified');
  });

  it('starts a new session after a code that is too old', async () => {
    const verification = start();
    await verification.request(number);
    server.now += 10 * minute;
    await verification.submit(server.lastCode());
    expect(inStep('code', verification.state).dead).to.equal(true);
    await verification.resend();
    await verification.submit(server.lastCode());
    expect(verification.state.step).to.equal('verified');
  });

  it('says until when it is limited, for a new session too', async () => {
    const verification = start();
    await verification.request(number);
    for (let count = 0; count < 5; count += 1) await verification.resend();
    const until = server.now + 10 * minute;
    expect(inStep('code', verification.state)).to.deep.include({ resent: 4, resendAt: until });
    verification.changeNumber();
    expect(verification.state).to.deep.equal({ step: 'number', number: typed, problem: undefined });
    await verification.request(number);
    expect(inStep('number', verification.state).problem).to.include({ kind: 'limited', until });
    verification.restart();
    expect(verification.state).to.deep.equal({ step: 'number', number: undefined, problem: undefined });
    await verification.request(number);
    expect(inStep('number', verification.state).problem).to.include({ kind: 'limited', until });
  });

  it('keeps the number and the code while there is no connection, and sends one message', async () => {
    const verification = start();
    server.faults.push('cut-after');
    await verification.request(number);
    const { problem, ...offline } = inStep('number', verification.state);
    expect(problem?.kind).to.equal('offline');
    expect(offline.number).to.deep.equal(typed);
    await verification.request(number);
    expect(server.messages).to.have.length(1);
    server.faults.push('cut-before');
    await verification.submit(server.lastCode());
    expect(inStep('code', verification.state)).to.include({ code: server.lastCode(), dead: false });
    expect(inStep('code', verification.state).problem?.kind).to.equal('offline');
    await verification.submit(inStep('code', verification.state).code);
    expect(verification.state.step).to.equal('verified');
  });

  const refused = {
    'invalid-number': { phoneNumber: '123', country: 'GB' },
    'rejected-number': { phoneNumber: '0909 879 0000', country: 'GB' },
    failed: { ...number, nextLink: 'https://elsewhere.example' },
  };
  for (const [kind, refusedNumber] of Object.entries(refused)) {
    it(`stays with a number that is refused: ${kind}`, async () => {
      const verification = start();
      await verification.request(refusedNumber);
      expect(inStep('number', verification.state).problem?.kind).to.equal(kind);
      expect(inStep('number', verification.state).number).to.include(refusedNumber);
    });
  }

  it('sends the message once the provider is there again', async () => {
    server.results.push({ kind: 'unavailable', taken: 'no', cause: new Error('down') });
    const verification = start();
    await verification.request(number);
    expect(inStep('number', verification.state).problem?.kind).to.equal('provider-down');
    await verification.request(number);
    expect(inStep('code', verification.state).session.sendAttempt).to.equal(1);
  });

  it('ends a call that hangs, and goes on with the same session', async () => {
    const verification = start();
    server.faults.push('hang');
    const hanging = verification.request(number);
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    verification.stop();
    await hanging;
    expect(verification.state).to.deep.equal({ step: 'number', number: typed, problem: undefined });
    await verification.request(number);
    expect(inStep('code', verification.state).session.sendAttempt).to.equal(1);
  });

  describe('with a storage', () => {
    it('goes on after a reload: as a message is sent, as a code is typed, once it is dead, and when it is verified', async () => {
      const storage = memoryStorage();
      const reloaded = (): Verification => {
        const verification = start({ storage: () => storage, storageKey: 'phone' });
        expect(verification.state.step, 'as the server renders it').to.equal('number');
        verification.restore();
        return verification;
      };
      server.faults.push('cut-after');
      void reloaded().request(number);
      while (server.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));

      let page = reloaded();
      expect(inStep('number', page.state).number).to.deep.equal(number);
      await page.request(number);
      expect(server.messages, 'it goes on with the same session').to.have.length(1);

      page = reloaded();
      expect(inStep('code', page.state)).to.include({ resendAt: server.now + 30_000, dead: false });
      server.now += 10 * minute;
      await page.submit(server.lastCode());

      page = reloaded();
      expect(inStep('code', page.state).dead).to.equal(true);
      await page.resend();
      await page.submit(server.lastCode());

      page = reloaded();
      expect(inStep('verified', page.state).session.msisdn).to.equal('447400123456');
      page.restart();
      expect(inStep('number', reloaded().state).number).to.equal(undefined);
    });

    it('starts over with one that is forbidden or has something else in it', async () => {
      const forbidden = start({
        storage: () => {
          throw new Error('SecurityError');
        },
      });
      forbidden.restore();
      await forbidden.request(number);
      await forbidden.submit(server.lastCode());
      expect(forbidden.state.step).to.equal('verified');
      const sessionless = ['code', 'verified', 'sending', 'elsewhere'].map(
        (step) => `{"state":{"step":"${step}"}}`,
      );
      const broken = ['', '{', 'null', '7', '[]', '{"state":7}', '{"state":null}'];
      for (const json of [...broken, ...sessionless]) {
        const verification = start({ storage: { getItem: () => json, setItem: () => undefined } });
        verification.restore();
        expect(verification.state, json).to.include({ step: 'number', number: undefined });
      }
    });
  });
});

describe('a verification, with a server that asks for more', () => {
  const suspicious: SendPolicy = {
    judge: ({ proved }) => (proved ? { kind: 'allow' } : { kind: 'challenge', retryAfterMs: 5_000 }),
  };
  const secret = 'a secret of 32 characters, for tests';

  it('shows the progress of the work, and what a widget threw', async () => {
    const challenge = new AltchaChallenge({ secret, mostTries: 200, iterations: 10 });
    const server = await startVerifyingServer({ sendPolicy: suspicious, limits: false, challenge });
    try {
      const verification = createVerification({ client: createThreepidClient({ baseUrl: server.url }) });
      const shares: (number | undefined)[] = [];
      verification.subscribe(() => {
        const { state } = verification;
        if (state.step === 'sending' || state.step === 'code') shares.push(state.challenge?.done);
      });
      await verification.request(number);
      expect(shares.slice(0, 2)).to.deep.equal([undefined, 0]);
      expect(shares.slice(-2)).to.deep.equal([1, undefined]);
      await verification.resend();
      expect(inStep('code', verification.state).resent).to.equal(1);

      const blocked = new Error('the widget is blocked');
      const widget = createVerification({
        client: createThreepidClient({
          baseUrl: server.url,
          challenges: { altcha: () => Promise.reject(blocked) },
        }),
      });
      await widget.request(number);
      expect(inStep('number', widget.state).problem).to.deep.equal({ kind: 'failed', error: blocked });
    } finally {
      await server.close();
    }
  });
});

function inStep<Step extends VerificationState['step']>(
  step: Step,
  state: VerificationState,
): Extract<VerificationState, { readonly step: Step }> {
  expect(state).to.have.property('step', step);
  return state as Extract<VerificationState, { readonly step: Step }>;
}

function memoryStorage() {
  const entries = new Map<string, string>();
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => {
      entries.set(key, value);
    },
  };
}
