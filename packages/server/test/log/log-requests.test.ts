import { StorageUnavailableError, type SmsResult, type SmsSender } from '@threepid/core';
import { failover } from '@threepid/sms-failover';
import { expect } from 'chai';
import { requestToken, startTestServer, type TestServer, type TestServerOptions } from '../test-server.js';

type Line = Readonly<Record<string, unknown>>;

const submitToken = requestToken.replace('requestToken', 'submitToken');
const away: SmsResult = { kind: 'unavailable', taken: 'no', cause: new Error('expected') };

/** A sender that answers later, so that requests overlap. */
const sender = (name: string, result: SmsResult): SmsSender => ({
  name,
  send: () => new Promise((resolve) => setImmediate(resolve, result)),
});

describe('the line of a request in the log', () => {
  let server: TestServer;
  const start = async (options: TestServerOptions = {}) => {
    server = await startTestServer(options);
  };
  afterEach(() => server.app.close());

  const call = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${server.base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const person = (index = 0) => ({
    client_secret: `c${index}`,
    country: 'GB',
    phone_number: `0740012${String(index).padStart(4, '0')}`,
    send_attempt: 1,
  });
  const lines = (): readonly Line[] => server.lines.map((line) => JSON.parse(line) as Line);
  const requests = () => lines().filter(({ msg }) => msg === 'request');

  it('says what was asked, of whom, and what came of it', async () => {
    await start();
    const { sid } = (await (await call(requestToken, person())).json()) as { readonly sid: string };
    await call(submitToken, { sid, client_secret: 'c0', token: '000000' });
    await call(requestToken, { ...person(), phone_number: '1' });
    await fetch(`${server.base}/health/live`);
    await fetch(`${server.base}/somewhere/else?secret=1`);
    const [sent, ...others] = requests();
    expect(sent?.['requestId']).to.match(/^[0-9a-f-]{36}$/);
    expect(sent?.['ms']).to.be.a('number');
    expect(sent).to.include({
      level: 30,
      method: 'POST',
      route: requestToken,
      status: 200,
      outcome: 'ok',
      country: 'GB',
    });
    expect(sent?.['msisdn'])
      .to.match(/^\+?44\*+/)
      .and.not.include('7400120000');
    expect(others.map(({ route, status, outcome }) => [route, status, outcome])).to.deep.equal([
      [submitToken, 400, 'M_TOKEN_INCORRECT'],
      [requestToken, 400, 'M_INVALID_ADDRESS'],
      ['/health/live', 200, 'ok'],
      ['(unrecognized)', 404, 'M_UNRECOGNIZED'],
    ]);
  });

  it('has the id of a trusted proxy, if it is well formed, and else a new one; the answer has it too', async () => {
    const idOf = async (id: string) => {
      const response = await fetch(`${server.base}/health/live`, { headers: { 'x-request-id': id } });
      return response.headers.get('x-request-id');
    };
    await start({ trustProxy: ['127.0.0.1'] });
    const ids = [
      await idOf('a-1.B_2'),
      await idOf('x'.repeat(64)),
      await idOf('x'.repeat(65)),
      await idOf('a b'),
    ];
    expect(ids.slice(0, 2)).to.deep.equal(['a-1.B_2', 'x'.repeat(64)]);
    for (const id of ids.slice(2)) expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(requests().map(({ requestId }) => requestId)).to.deep.equal(ids);
    await server.app.close();
    await start({ trustProxy: ['10.0.0.1'] });
    expect(await idOf('a-1.B_2')).to.match(/^[0-9a-f-]{36}$/);
  });

  it('has the same id as every other line that its request causes, however many there are at once', async () => {
    const lost: SmsSender = {
      name: 'lost',
      send: () => Promise.reject(new StorageUnavailableError('expected')),
    };
    const logger = { debug: note, info: note, warn: note, error: note };
    const seen: Line[] = [];
    function note(fields: Line): void {
      seen.push(fields);
    }
    const senders = [sender('one', away), lost, sender('two', away)];
    await start({ sms: failover(senders, { logger, onUnknown: 'try-next' }), trustProxy: ['127.0.0.1'] });
    const people = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      people.map((index) => call(requestToken, person(index), { 'x-request-id': `id-${index}` })),
    );
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([400]));
    for (const index of people) {
      const own = (all: readonly Line[]) => all.filter(({ requestId }) => requestId === `id-${index}`);
      expect(own(requests())).to.have.length(1);
      // The failover's, of each sender that did not send the message.
      expect([...new Set(own(seen).map((line) => line['sender']))]).to.have.members(['one', 'lost', 'two']);
    }
    for (const line of [...lines(), ...seen].filter(({ to }) => to !== undefined))
      expect(line['requestId']).to.match(/^id-\d+$/);
  });
});
