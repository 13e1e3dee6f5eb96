import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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
});
