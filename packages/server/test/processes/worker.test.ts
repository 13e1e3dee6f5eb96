import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/processes/worker.js', import.meta.url));

describe('a worker', () => {
  let worker: ChildProcess;
  afterEach(() => worker.kill('SIGKILL'));

  it('ends if its supervisor is gone before it has started', async () => {
    // Its attempts to reach this storage would keep it running.
    const storage = { THREEPID_STORAGE: 'redis://127.0.0.1:1', THREEPID_SECRET: 'of-a-test-'.repeat(4) };
    worker = fork(program, { env: storage, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    worker.disconnect();
    expect(await once(worker, 'exit')).to.deep.equal([0, null]);
  });

  it('answers what is in flight if its supervisor dies after its order to stop', async () => {
    const environment = { THREEPID_STORAGE: 'memory', THREEPID_LOG_LEVEL: 'silent' };
    worker = fork(program, { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(worker, 'message');
    const port = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(port, 'listening');
    const client = connect((port.address() as AddressInfo).port, '127.0.0.1');
    client.write('POST /_matrix/identity/api/v1/validate/msisdn/submitToken HTTP/1.1\r\nHost: a\r\n');
    client.write('Content-Length: 2\r\nExpect: 100-continue\r\n\r\n');
    const [socket] = (await once(port, 'connection')) as [Socket];
    worker.send('connection', socket);
    // The request has begun.
    await once(client, 'data');
    worker.send('stop', () => {
      worker.disconnect();
    });
    // Longer than a worker takes that ends at once.
    await wait(200);
    client.write('{}');
    expect(await text(client)).to.match(/^HTTP\/1\.1 400 [^]*M_MISSING_PARAMS/);
    port.close();
  });
});
