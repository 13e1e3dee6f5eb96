import { expect } from 'chai';
import { Socket } from 'node:net';
import { createLogger } from '../../dist/log/logger.js';
import { Supervisor } from '../../dist/processes/supervisor.js';
import { Turns } from '../../dist/processes/turns.js';
import type { WorkerParts } from '../../dist/processes/worker-message.js';
import type { Worker, WorkerExit } from '../../dist/processes/worker-process.js';
import { SetClock } from '../test-server.js';

const parts: WorkerParts = { storage: 'redis', sms: 'test', callbacks: [], senderWarnings: [] };

class FakeWorker implements Worker {
  readonly exit: Promise<WorkerExit>;
  readonly taken: Socket[] = [];
  private end: (exit: WorkerExit) => void = () => undefined;

  constructor(
    readonly pid: number,
    private readonly startError?: Error,
  ) {
    this.exit = new Promise((resolve) => (this.end = resolve));
  }

  ready(): Promise<WorkerParts> {
    return this.startError === undefined ? Promise.resolve(parts) : Promise.reject(this.startError);
  }

  take(socket: Socket): void {
    this.taken.push(socket);
  }

  stop(): void {
    this.die(0);
  }

  kill(): void {
    this.end({ pid: this.pid, code: null, signal: 'SIGKILL' });
  }

  die(code: number): void {
    this.end({ pid: this.pid, code, signal: null });
  }
}

describe('a supervisor of workers', () => {
  let workers: FakeWorker[];
  let errors: Record<number, Error>;
  let forkErrors: Error[];
  let waited: number[];
  let gaveUp: number;
  let turns: Turns;
  let supervisor: Supervisor;

  beforeEach(() => {
    [workers, errors, forkErrors, waited, gaveUp, turns] = [[], {}, [], [], 0, new Turns()];
    supervisor = new Supervisor({
      fork: () => {
        const error = forkErrors.shift();
        if (error !== undefined) throw error;
        const worker = new FakeWorker(workers.length, errors[workers.length]);
        workers.push(worker);
        return worker;
      },
      turns,
      logger: createLogger('silent'),
      clock: new SetClock(),
      wait: (delayMs) => Promise.resolve(waited.push(delayMs)),
      giveUp: () => (gaveUp += 1),
    });
  });

  const settled = () => new Promise(setImmediate);
  const give = (count: number) => {
    for (let index = 0; index < count; index += 1) turns.give(new Socket());
    return workers.map(({ taken }) => taken.length);
  };

  it('gives connections to its workers in turn, and to a new one in place of one that died', async () => {
    expect(await supervisor.start(2)).to.equal(parts);
    expect(give(4)).to.deep.equal([2, 2]);
    workers[0]?.die(1);
    await settled();
    expect(supervisor.pids).to.deep.equal([1, 2]);
    expect(give(4)).to.deep.equal([2, 4, 2]);
    expect(waited).to.deep.equal([100]);
  });

  it('keeps connections that come while no worker is ready', async () => {
    const [first, second] = [new Socket(), new Socket()];
    turns.give(first);
    turns.give(second);
    await supervisor.start(1);
    expect(workers[0]?.taken).to.deep.equal([first, second]);
  });

  it('ends all if one does not start, and says why', async () => {
    errors = { 1: new Error('no storage') };
    expect(await supervisor.start(3).catch(String)).to.equal('Error: no storage');
    const exits = await Promise.all(workers.map(({ exit }) => exit));
    expect(exits.map(({ signal }) => signal)).to.deep.equal(['SIGKILL', 'SIGKILL', 'SIGKILL']);
    await settled();
    expect(workers).to.have.length(3);
  });

  it('gives up on a worker that dies again and again, whether or not it gets ready', async () => {
    await supervisor.start(2);
    errors = { 3: new Error('no storage') };
    for (const dies of [0, 2, 3, 4, 5]) {
      workers[dies]?.die(1);
      await settled();
      expect(gaveUp).to.equal(0);
    }
    workers[6]?.die(1);
    await settled();
    expect([gaveUp, workers.length]).to.deep.equal([1, 7]);
    expect(waited).to.deep.equal([100, 200, 400, 800, 1_600]);
  });

  it('goes on without a process that the system cannot start, and tries again', async () => {
    await supervisor.start(2);
    forkErrors = [new Error('spawn ENOMEM'), new Error('spawn ENOMEM')];
    workers[0]?.die(1);
    await settled();
    expect(waited).to.deep.equal([100, 200, 400]);
    expect(supervisor.pids).to.deep.equal([1, 2]);
    expect(give(4)).to.deep.equal([0, 2, 2]);
  });

  it('stops all, replaces none then, and knows whether all ended well', async () => {
    await supervisor.start(2);
    expect(await supervisor.stop()).to.equal(true);
    expect([workers.length, supervisor.pids]).to.deep.equal([2, []]);
  });

  it('knows of a worker that did not end well', async () => {
    await supervisor.start(2);
    const stopped = supervisor.stop.bind(supervisor);
    workers[1]?.kill();
    expect(await stopped()).to.equal(false);
    await settled();
    expect(workers).to.have.length(2);
  });
});
