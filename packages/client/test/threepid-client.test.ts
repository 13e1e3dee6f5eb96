import {
  createThreepidClient,
  type RequestResult,
  type ThreepidClientOptions,
  type VerificationSession,
} from '@threepid/client';
import { expect } from 'chai';
import { startVerifyingServer, type VerifyingServer } from './verifying-server.js';

const number = { phoneNumber: '07400 123456', country: 'GB' };
const minute = 60_000;

describe('the client, against a server', () => {
  let server: VerifyingServer;

  beforeEach(async () => {
    server = await startVerifyingServer();
  });
  afterEach(() => server.close());

  const client = (options: ThreepidClientOptions = {}) =>
    createThreepidClient({ baseUrl: server.url, retryDelaysMs: [0, 0], ...options });

  it('verifies a number', async () => {
    const session = opened(await client().request(number));
    expect(session).to.include({ msisdn: '447400123456', international: '+44 7400 123456', sendAttempt: 1 });
    expect(session.clientSecret).to.match(/^[0-9a-zA-Z_-]{32}$/);
    expect(server.messages.map(({ to }) => to)).to.deep.equal(['+447400123456']);
    expect(await client().submit(session, server.lastCode())).to.deep.equal({ ok: true });
    expect(await client().submit(session, server.lastCode())).to.deep.equal({ ok: true });
  });

  it('accepts an international number without a country, and a base URL with a trailing slash', async () => {
    const result = await client({ baseUrl: `${server.url}/` }).request({ phoneNumber: '+1 202 555 0123' });
    expect(opened(result).msisdn).to.equal('12025550123');
  });

  it('makes another client secret for each session', async () => {
    const first = opened(await client().request(number));
    const second = opened(await client().request(number));
    expect(second.clientSecret).to.not.equal(first.clientSecret);
    expect(second.sid).to.not.equal(first.sid);
  });

  it('resends the same code, with the next send attempt', async () => {
    const first = opened(await client().request(number));
    const again = opened(await client().request(first));
    expect(again).to.deep.equal({ ...first, sendAttempt: 2 });
    expect(server.messages).to.have.length(2);
    expect(server.messages[1]?.text).to.equal(server.messages[0]?.text);
  });

  it('continues a session that was stored as JSON', async () => {
    const kept = JSON.parse(JSON.stringify(opened(await client().request(number)))) as VerificationSession;
    expect(opened(await client().request(kept)).sendAttempt).to.equal(2);
    expect(await client().submit(kept, server.lastCode())).to.deep.equal({ ok: true });
  });

  it('gets a new sid for a session that wrong codes ended', async () => {
    const first = opened(await client().request(number));
    for (let guess = 0; guess < 5; guess += 1) await client().submit(first, 'wrong');
    expect(await refusal(client().submit(first, server.lastCode()))).to.equal('M_SESSION_EXPIRED');
    const again = opened(await client().request(first));
    expect(again.sid).to.not.equal(first.sid);
    expect(await client().submit(again, server.lastCode())).to.deep.equal({ ok: true });
  });

  describe('when answers are lost', () => {
    it('retries with the same send attempt, so that one message goes out', async () => {
      server.faults.push('cut-after', 'cut-after');
      const session = opened(await client().request(number));
      expect(server.requests).to.have.length(3);
      expect(server.messages).to.have.length(1);
      expect(session.sendAttempt).to.equal(1);
      expect(await client().submit(session, server.lastCode())).to.deep.equal({ ok: true });
    });

    it('retries after a cut connection and a gateway time-out', async () => {
      server.faults.push('cut-before', 'gateway-timeout');
      opened(await client().request(number));
      expect(server.messages).to.have.length(1);
    });

    it('gives up in the end, and the caller can go on with the same session', async () => {
      server.faults.push('cut-after', 'cut-after', 'cut-after');
      const failed = await client().request(number);
      if (failed.ok) return expect.fail('there was an answer');
      expect(failed.error.errcode).to.equal('NETWORK_ERROR');
      expect(failed.session.sendAttempt).to.equal(0);
      const session = opened(await client().request(failed.session));
      expect(server.messages, 'the first try sent it').to.have.length(1);
      expect(opened(await client().request(session)).sendAttempt).to.equal(2);
      expect(server.messages).to.have.length(2);
      return undefined;
    });

    it('reports the error of a gateway that keeps failing', async () => {
      server.faults.push('gateway-timeout', 'gateway-timeout', 'gateway-timeout');
      const failed = await client().request(number);
      expect(failed).to.deep.include({
        error: { errcode: 'M_UNKNOWN', answered: undefined, status: 504, message: 'The server answered 504' },
      });
    });

    it('submits a code only once, because wrong ones are counted', async () => {
      const session = opened(await client().request(number));
      server.faults.push('cut-after');
      expect(await refusal(client().submit(session, '000000'))).to.equal('NETWORK_ERROR');
      expect(server.requests.filter(({ url }) => url.endsWith('/submitToken'))).to.have.length(1);
    });

    it('waits no longer than the time-out', async () => {
      server.faults.push('hang');
      const failed = await client({ timeoutMs: 50, retryDelaysMs: [] }).request(number);
      if (failed.ok || failed.error.errcode !== 'NETWORK_ERROR') return expect.fail('there was an answer');
      expect(String(failed.error.cause)).to.include('No answer within 50 ms');
      return undefined;
    });
  });

  describe('when it is aborted', () => {
    it('rejects with the reason, before, during and between tries', async () => {
      const reason = new Error('the person left');
      expect(await reasonOf(client().request(number, { signal: AbortSignal.abort(reason) }))).to.equal(
        reason,
      );
      expect(server.requests).to.deep.equal([]);

      server.faults.push('hang');
      expect(
        await reasonOf(abortedOnArrival((signal) => client().request(number, { signal }), reason)),
      ).to.equal(reason);

      server.faults.push('cut-before');
      const patient = client({ retryDelaysMs: [1_000_000] });
      expect(
        await reasonOf(abortedOnArrival((signal) => patient.request(number, { signal }), reason)),
      ).to.equal(reason);
    });

    it('rejects a submit, too', async () => {
      const session = opened(await client().request(number));
      const reason = new Error('the person left');
      server.faults.push('hang');
      expect(
        await reasonOf(abortedOnArrival((signal) => client().submit(session, '1', { signal }), reason)),
      ).to.equal(reason);
    });

    /** Aborts once the server has the request. */
    async function abortedOnArrival(
      call: (signal: AbortSignal) => Promise<unknown>,
      reason: Error,
    ): Promise<unknown> {
      const controller = new AbortController();
      const arrived = server.requests.length + 1;
      const promise = call(controller.signal);
      promise.catch(() => undefined);
      while (server.requests.length < arrived) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(reason);
      return promise;
    }
  });

  describe('errors', () => {
    const refused: readonly (readonly [string, object])[] = [
      ['M_INVALID_ADDRESS', { phoneNumber: '123', country: 'GB' }],
      ['M_INVALID_PARAM', { phoneNumber: '07400123456', country: 'XX' }],
      ['M_INVALID_PARAM', { ...number, nextLink: 'https://elsewhere.example' }],
      ['M_DESTINATION_REJECTED', { phoneNumber: '0909 879 0000', country: 'GB' }],
    ];
    for (const [errcode, input] of refused) {
      it(`${errcode} for ${JSON.stringify(input)}`, async () => {
        expect(await refusal(client().request(input as typeof number))).to.equal(errcode);
      });
    }

    it('M_SEND_ERROR, after which the same call sends the message', async () => {
      server.results.push({ kind: 'unavailable', taken: 'no', cause: new Error('down') });
      const failed = await client().request(number);
      if (failed.ok) return expect.fail('the provider was down');
      expect(failed.error.errcode).to.equal('M_SEND_ERROR');
      expect(opened(await client().request(failed.session)).sendAttempt).to.equal(1);
      return undefined;
    });

    it('M_LIMIT_EXCEEDED with the time to wait', async () => {
      let session = opened(await client().request(number));
      for (let count = 0; count < 4; count += 1) session = opened(await client().request(session));
      const failed = await client().request(session);
      if (failed.ok || failed.error.errcode !== 'M_LIMIT_EXCEEDED')
        return expect.fail('five messages were sent');
      expect(failed.error).to.include({ status: 429, retryAfterMs: 10 * minute });
      server.now += 10 * minute;
      expect(opened(await client().request(failed.session)).sendAttempt).to.equal(6);
      return undefined;
    });

    it('M_TOKEN_INCORRECT, M_SESSION_EXPIRED and M_NO_VALID_SESSION for codes', async () => {
      const session = opened(await client().request(number));
      expect(await refusal(client().submit(session, 'wrong'))).to.equal('M_TOKEN_INCORRECT');
      expect(await refusal(client().submit({ ...session, sid: 'other' }, 'wrong'))).to.equal(
        'M_NO_VALID_SESSION',
      );
      server.now += 10 * minute;
      expect(await refusal(client().submit(session, server.lastCode()))).to.equal('M_SESSION_EXPIRED');
    });

    it('have the message of the server, for developers', async () => {
      const failed = await client().request({ phoneNumber: '123', country: 'GB' });
      if (failed.ok || failed.error.errcode === 'NETWORK_ERROR') return expect.fail('refused');
      expect(failed.error.status).to.equal(400);
      expect(failed.error.message).to.include('phone_number');
      return undefined;
    });
  });

  it('sends JSON with the headers of its options', async () => {
    await client({ headers: { 'accept-language': 'de' } }).request(number);
    expect(server.requests[0]?.headers).to.include({
      'accept-language': 'de',
      'content-type': 'application/json',
    });
    expect(server.messages[0]?.text).to.include('Ihr Code');
  });
});

function opened(result: RequestResult): VerificationSession {
  if (!result.ok) expect.fail(`${result.error.errcode}: ${result.error.message}`);
  return result.session;
}

async function refusal(
  call: Promise<{ readonly ok: boolean; readonly error?: { readonly errcode: string } }>,
): Promise<string | undefined> {
  return (await call).error?.errcode;
}

async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('the call was aborted'),
    (reason: unknown) => reason,
  );
}
