import { expect } from 'chai';
import { fork } from 'node:child_process';
import { WorkerProcess } from '../../dist/processes/worker-process.js';

describe('a worker process', () => {
  it('has ended if the system cannot start it', async () => {
    // As after an update that removed the program of a running server.
    const worker = new WorkerProcess(fork('worker.js', { execPath: '/nonexistent/node' }));
    const started = await worker.ready().catch(String);
    expect(started).to.match(/^WorkerStartError: a process ended while it started: .*ENOENT$/);
    const { reason, ...exit } = await worker.exit;
    expect(exit).to.deep.equal({ pid: undefined, code: null, signal: null });
    expect(reason).to.include('ENOENT');
  });
});
