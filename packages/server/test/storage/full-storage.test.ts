import { expect } from 'chai';
import { readSettings, startServer, type RunningServer } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { requestToken } from '../test-server.js';

describe('a server whose memory storage is full', () => {
  const lines: string[] = [];
  let server: RunningServer;
  before(async () => {
    const settings = await readSettings({ PORT: '0', THREEPID_MAX_SESSIONS: '1', THREEPID_SMS: 'console' });
    server = await startServer(settings, {
      logger: createLogger('error', { write: (line) => void lines.push(line) }),
    });
    await post(requestToken, { client_secret: 'a', country: 'GB', phone_number: '07700900001' });
  });
  after(() => server.close());

  const post = (path: string, body: object): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });

  it('answers 503 with the time after which it may answer otherwise, and logs no stack', async () => {
    const answer = await post(requestToken, {
      client_secret: 'b',
      country: 'GB',
      phone_number: '07700900002',
    });
    expect(answer.status).to.equal(503);
    expect(Number(answer.headers.get('retry-after'))).to.be.within(500, 600);
    expect(await answer.json())
      .to.have.property('retry_after_ms')
      .that.is.within(500_000, 600_000);
    expect(lines.join('')).to.include('The memory storage is full').and.not.include('"stack"');
  });

  it('goes on with the session that is there', async () => {
    const again = { client_secret: 'a', country: 'GB', phone_number: '07700900001', send_attempt: 2 };
    expect((await post(requestToken, again)).status).to.equal(200);
  });

  it('is not ready', async () => {
    expect((await fetch(`${server.url}/health/ready`)).status).to.equal(503);
    expect((await fetch(`${server.url}/health/live`)).status).to.equal(200);
  });
});
