import { expect } from 'chai';
import fc from 'fast-check';
import { StatsReader } from '../../dist/processes/stats-reader.js';
import { WorkerMetrics } from '../../dist/processes/worker-metrics.js';
import { metricsText } from '../../dist/telemetry/metrics-text.js';
import { valueOf } from '../telemetry/counted.js';
import { FakeMeteredWorker, settled } from './fake-metered-worker.js';

describe('the metrics of workers', () => {
  let waits: number[];
  let metrics: WorkerMetrics;
  let reader: StatsReader;
  let workers: FakeMeteredWorker[];
  beforeEach(() => {
    [waits, reader, workers] = [[], new StatsReader(), []];
    metrics = new WorkerMetrics(reader, (delayMs) => {
      waits.push(delayMs);
      return settled();
    });
  });

  const add = async (isReady = true) => {
    const worker = new FakeMeteredWorker();
    workers.push(worker);
    reader.watch(worker);
    metrics.watch(worker);
    if (isReady) worker.start();
    await settled();
    return worker;
  };
  const total = async () => valueOf(await metrics.collect(10_000), 'c') ?? 0;
  const states = async () =>
    [...metricsText(await metrics.collect(10_000)).matchAll(/threepid_workers\{state="\w+"\} (\d+)/g)].map(
      ([, count]) => Number(count),
    );

  it('are summed, with those of workers that have ended, and without their gauges', async () => {
    const [one, two] = [await add(), await add()];
    [one.count, two.count] = [3, 4];
    expect(await total()).to.equal(7);
    one.count = 5;
    one.die();
    await settled();
    // What it counted since the last scrape is lost with it.
    expect(await total()).to.equal(7);
    (await add()).count = 1;
    expect(await total()).to.equal(8);
    workers.slice(1).forEach(({ die }) => {
      die();
    });
    await settled();
    const snapshot = await metrics.collect(10_000);
    expect([valueOf(snapshot, 'c'), valueOf(snapshot, 'g')]).to.deep.equal([8, undefined]);
  });

  it('do not wait for a worker that hangs, take what it said last, and ask it once', async () => {
    const [one, two] = [await add(), await add()];
    [one.count, two.count] = [3, 4];
    expect([await total(), await states()]).to.deep.equal([7, [2, 0, 0]]);
    one.hangs = true;
    [one.count, two.count] = [10, 5];
    const asked = one.asked;
    expect([await total(), await states(), one.asked]).to.deep.equal([8, [1, 1, 0], asked + 1]);
    one.goOn();
    expect([await total(), await states()]).to.deep.equal([15, [2, 0, 0]]);
  });

  it('wait for half the time that the scraper waits, and for 2 seconds at most', async () => {
    await metrics.collect(1_000);
    await metrics.collect(10_000);
    expect(waits).to.deep.equal([500, 2_000]);
  });

  it('do not ask a worker that starts', async () => {
    const starting = await add(false);
    expect([await states(), starting.asked]).to.deep.equal([[0, 0, 1], 0]);
  });

  it('have one worker read what all share: another one if that one hangs or ends', async () => {
    await Promise.all([add(), add(), add()]);
    const reading = () => workers.map(({ readsStats }) => readsStats);
    expect(reading()).to.deep.equal([true, false, false]);
    const [one, two] = workers as [FakeMeteredWorker, FakeMeteredWorker];
    one.hangs = true;
    await metrics.collect(1_000);
    expect(reading()).to.deep.equal([false, true, false]);
    one.die();
    two.die();
    await settled();
    expect(reading()).to.deep.equal([false, true, true]);
  });

  it('never fall, whatever becomes of the workers', async () => {
    const step = fc.record({
      act: fc.constantFrom('count', 'count', 'hang', 'go on', 'die', 'add', 'collect', 'collect'),
      at: fc.nat(4),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        [workers, reader] = [[], new StatsReader()];
        metrics = new WorkerMetrics(reader, settled);
        let before = 0;
        for (const { act, at } of steps) {
          const worker = workers[at % Math.max(1, workers.length)];
          if (act === 'add') await add();
          else if (act === 'count' && worker !== undefined) worker.count += at;
          else if (act === 'hang' && worker !== undefined) worker.hangs = true;
          else if (act === 'go on') worker?.goOn();
          else if (act === 'die' && worker !== undefined) {
            worker.die();
            workers = workers.filter((one) => one !== worker);
          } else if (act === 'collect') {
            const now = await total();
            expect(now).to.be.at.least(before);
            before = now;
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
