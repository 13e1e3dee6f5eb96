import { expect } from 'chai';
import type { SoakAnswer } from './soak-answer.js';
import { SoakInbox } from './soak-inbox.js';
import { Latencies } from './latencies.js';
import { soakProgram } from './program.js';
import { excuseOf, mayHaveToWait } from './promised.js';
import { SoakRecord } from './record.js';
import { checksOf } from './soak-checks.js';
import { readSoakOptions } from './soak-options.js';
import type { Look, PhaseResult } from './soak-run.js';

const answer = (outcome: string, more: Partial<SoakAnswer> = {}): SoakAnswer => ({
  outcome,
  body: {},
  retryAfter: undefined,
  ...more,
});

const usual = { ms: 10, triedMs: 10, before: [], failedBefore: 0 } as const;

const look = (after: string, heapUsed: number, everlasting = 0): Look => ({
  after,
  vitals: [
    { pid: 1, role: 'worker', looks: 1, heapUsed, external: 0, rss: 0, sockets: 5, files: 20 },
    { pid: 2, role: 'main', looks: 1, heapUsed: 2 ** 40, external: 0, rss: 0, sockets: 5, files: 20 },
  ],
  redis: { keys: 100, everlasting, longestHours: 24, memory: 0 },
  verified: 10,
  begun: 10,
});

/** What a soak finds is only worth something if it finds what is wrong. */
describe('the soak', () => {
  it('excuses a storage that is away only while Redis fails over', () => {
    const away = { call: 'submitToken', answer: answer('503 M_UNKNOWN'), ...usual } as const;
    expect(excuseOf({ ...away, weather: ['Redis fails over'] })).to.equal('Redis fails over');
    for (const weather of [
      'a storm',
      'a rolling restart',
      'the first provider is down',
      'a process is killed',
    ] as const)
      expect(excuseOf({ ...away, weather: [weather] })).to.equal(undefined);
    expect(excuseOf({ ...away, weather: [] })).to.equal(undefined);
    expect(excuseOf({ ...away, weather: ['the machine is busy'] })).to.equal(undefined);
    expect(excuseOf({ ...away, weather: ['the machine is busy'], ms: 2_500 })).to.equal(
      'the machine is busy',
    );
  });

  it('excuses an unsent message only while a provider may have it, and a cut connection only of a killed process', () => {
    const unsent = { call: 'requestToken', answer: answer('400 M_SEND_ERROR'), ...usual } as const;
    expect(excuseOf({ ...unsent, weather: ['the first provider cuts connections'] })).to.be.a('string');
    expect(excuseOf({ ...unsent, weather: ['the first provider is down'] })).to.equal(undefined);
    expect(excuseOf({ ...unsent, weather: ['Redis fails over'] })).to.equal(undefined);
    expect(excuseOf({ ...unsent, weather: ['a storm'] })).to.equal(undefined);
    expect(excuseOf({ ...unsent, weather: ['a storm'], ms: 7_500, triedMs: 7_500 })).to.equal(undefined);
    for (const ms of [7_500, 8_500])
      expect(excuseOf({ ...unsent, weather: ['a storm'], ms, triedMs: 8_500 })).to.equal('a storm');
    const lost = { call: 'submitToken', answer: answer('ECONNRESET'), ...usual } as const;
    expect(excuseOf({ ...lost, weather: ['a process is killed'] })).to.be.a('string');
    expect(excuseOf({ ...lost, weather: ['a rolling restart'] })).to.equal(undefined);
  });

  it('lets nobody wait whose calls did not fail, or who is not told how long', () => {
    const told = answer('429 M_LIMIT_EXCEEDED', { retryAfter: 5, body: { retry_after_ms: 5_000 } });
    const limited = { call: 'requestToken', answer: told, ...usual, weather: [], failedBefore: 2 } as const;
    expect(mayHaveToWait(limited)).to.equal(true);
    expect(mayHaveToWait({ ...limited, failedBefore: 0 })).to.equal(false);
    expect(mayHaveToWait({ ...limited, answer: answer('429 M_LIMIT_EXCEEDED') })).to.equal(false);
  });

  it('says when calls are fast again', () => {
    const latencies = new Latencies();
    for (let second = 0; second < 10; second += 1) latencies.add(second * 1_000 + 1, second < 4 ? 900 : 10);
    expect(latencies.backAfter(0, 10_000, { p50: 100, p99: 500 })).to.equal(4);
    expect(latencies.backAfter(0, 3_000, { p50: 100, p99: 500 })).to.equal(undefined);
    expect(new Latencies().backAfter(0, 10_000, { p50: 100, p99: 500 })).to.equal(undefined);
  });

  it('waits for messages, and counts those that come too late', async () => {
    const inbox = new SoakInbox();
    const reached = inbox.reached('447400123456', 1, 60_000);
    inbox.deliver('447400123456', 'Your code is 123456.');
    expect(await reached).to.equal(true);
    expect(inbox.codesOf('447400123456')).to.deep.equal(['123456']);
    inbox.close('447400123456', 1);
    inbox.deliver('447400123456', 'Your code is 123456.');
    expect(inbox.late).to.equal(0);
    inbox.deliver('447400123456', 'Your code is 123456.');
    expect(inbox.late).to.equal(1);
  });

  it('finds a process that keeps memory, and a key that never expires', () => {
    const record = new SoakRecord();
    record.verified = 10;
    const broken = (looks: readonly Look[]): readonly string[] => {
      const checks = checksOf({ record, looks, phases: [], late: 0, busySeconds: 0, stoppedWell: true });
      return checks.filter(({ count }) => count > 0).map(({ words }) => words);
    };
    const start = look('the warm-up', 20e6);
    expect(broken([start, look('the end', 30e6)])).to.deep.equal([]);
    expect(broken([start, look('the end', 90e6)])).to.deep.equal(['no process keeps memory']);
    expect(broken([start, look('the end', 20e6, 1)])).to.deep.equal(['every key in Redis expires']);
  });

  it('does not call it good if it has seen nothing', () => {
    const record = new SoakRecord();
    record.verified = 10;
    const seen = (looks: readonly Look[]): readonly string[] => {
      const checks = checksOf({ record, looks, phases: [], late: 0, busySeconds: 0, stoppedWell: true });
      return checks.filter(({ count }) => count > 0).map(({ words }) => words);
    };
    const nothing = ['something is seen of each process and of Redis'];
    const start = look('the warm-up', 20e6);
    const end = look('the end', 20e6);
    expect(seen([start, end])).to.deep.equal([]);
    expect(seen([])).to.deep.equal(nothing);
    expect(seen([start])).to.deep.equal(nothing);
    expect(seen([start, { ...end, vitals: [] }])).to.deep.equal(nothing);
    expect(seen([start, { ...end, redis: { ...end.redis, keys: 0 } }])).to.deep.equal(nothing);
  });

  it('finds calls that stay slow after a disturbance, if people come for long enough', () => {
    const record = new SoakRecord();
    record.verified = 10;
    const times = { p50: 10, p99: 20 };
    const phase = { name: 'a storm', isDisturbed: true, from: 0, to: 1_000, verified: 9, times, longest: 20 };
    const broken = (more: Pick<PhaseResult, 'end' | 'isBusy' | 'backAfter'>): number | undefined => {
      const phases = [{ ...phase, ...more }];
      const looks = [look('the warm-up', 20e6), look('the end', 20e6)];
      const checks = checksOf({ record, looks, phases, late: 0, busySeconds: 0, stoppedWell: true });
      return checks.find(({ words }) => words.startsWith('calls are as fast'))?.count;
    };
    const [full] = soakProgram(5).restarts;
    const end = phase.to + (full?.afterMs ?? 0);
    expect(broken({ end, isBusy: false, backAfter: 2 })).to.equal(0);
    expect(broken({ end, isBusy: false, backAfter: 31 })).to.equal(1);
    expect(broken({ end, isBusy: false, backAfter: undefined })).to.equal(1);
    expect(broken({ end, isBusy: true, backAfter: undefined })).to.equal(undefined);
    expect(broken({ end: 4_000, isBusy: false, backAfter: undefined })).to.equal(undefined);
  });

  it('has every disturbance in every round, and a round in ten minutes', () => {
    for (const [minutes, rounds] of [
      [1, 1],
      [15, 1],
      [60, 6],
    ] as const) {
      const program = soakProgram(minutes);
      expect(program.rounds).to.have.length(rounds);
      for (const round of program.rounds) expect(round).to.have.length(6);
    }
  });

  it('reads its options', () => {
    expect(readSoakOptions(['--short'], () => 7)).to.deep.equal({ minutes: 0.5, rate: 10, seed: 7 });
    expect(readSoakOptions([], () => 7)).to.deep.equal({ minutes: 60, rate: 20, seed: 7 });
    expect(readSoakOptions(['--help'], () => 7)).to.equal(undefined);
    expect(() => readSoakOptions(['--minutes', 'many'], () => 7)).to.throw('--minutes');
  });
});
