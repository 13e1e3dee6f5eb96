import { expect } from 'chai';
import type { ProviderState } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { Pulses, type PulsedWorker } from '../../dist/processes/pulses.js';

const failing: ProviderState = { name: 'sns', channel: 'sms', state: 'failing', since: 1 };

class FakePulsedWorker implements PulsedWorker {
  answers = true;
  known: readonly ProviderState[] = [];
  readonly pings: (readonly ProviderState[])[] = [];
  readonly exit: Promise<unknown>;
  private end: (exit: unknown) => void = () => undefined;
  private listener: (providers: readonly ProviderState[]) => void = () => undefined;

  constructor(
    readonly pid: number,
    private readonly startError?: Error,
  ) {
    this.exit = new Promise((resolve) => (this.end = resolve));
  }

  ready(): Promise<unknown> {
    return this.startError === undefined ? Promise.resolve() : Promise.reject(this.startError);
  }

  take(): void {
    throw new Error('not expected');
  }

  ping(providers: readonly ProviderState[]): void {
    this.pings.push(providers);
    if (this.answers) this.answer();
  }

  answer(): void {
    this.listener(this.known);
  }

  onPong(listener: (providers: readonly ProviderState[]) => void): void {
    this.listener = listener;
  }

  kill(): void {
    this.end('killed');
  }
}

describe('the pulses of workers', () => {
  let taking: Set<unknown>;
  let lines: string[];
  let pulses: Pulses;
  let workers: FakePulsedWorker[];

  beforeEach(async () => {
    lines = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    const turns = { add: (one: unknown) => taking.add(one), remove: (one: unknown) => taking.delete(one) };
    pulses = new Pulses({ turns, logger });
    workers = [new FakePulsedWorker(1), new FakePulsedWorker(2)];
    taking = new Set(workers);
    for (const worker of workers) pulses.watch(worker);
    await settled();
  });

  const settled = () => new Promise(setImmediate);
  const look = (times: number) => {
    for (let count = 0; count < times; count += 1) pulses.look();
  };
  const logged = () => lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);

  it('let one that does not answer have no connections until it does', () => {
    const [one] = workers;
    if (one !== undefined) one.answers = false;
    look(3);
    expect(taking.size).to.equal(2);
    look(1);
    expect([...taking]).to.deep.equal([workers[1]]);
    // Asked once: questions would queue up in it.
    expect(one?.pings).to.have.length(1);
    one?.answer();
    expect(taking.size).to.equal(2);
    expect(logged()).to.deep.equal([
      'a process does not answer, and gets no new connections',
      'the process answers again',
    ]);
    look(30);
    expect(taking.size).to.equal(1);
  });

  it('end one that does not answer for half a minute, once', async () => {
    const [one] = workers;
    if (one !== undefined) one.answers = false;
    look(30);
    expect(logged()).to.have.length(1);
    look(1);
    expect(logged().at(-1)).to.equal('a process hangs, and is ended');
    expect(await one?.exit).to.equal('killed');
    await settled();
    // Its last answer came too late.
    one?.answer();
    look(40);
    expect([...taking]).to.deep.equal([workers[1]]);
    expect(logged()).to.have.length(2);
    expect(workers[1]?.pings).to.have.length(71);
  });

  it('tell each what all know of the providers, and log its changes once', () => {
    for (const worker of workers) worker.known = [failing];
    look(3);
    expect(workers[0]?.pings.at(-1)).to.deep.equal([{ ...failing, failedAt: undefined, breaker: undefined }]);
    expect(logged()).to.deep.equal(['a provider fails']);
  });

  it('are not those of one that did not start', async () => {
    const other = new FakePulsedWorker(3, new Error('expected'));
    pulses.watch(other);
    await settled();
    look(1);
    expect(other.pings).to.deep.equal([]);
  });
});
