import type { SessionStorage } from '@threepid/core';
import { sessionStorageContract } from '@threepid/contract-tests';

interface CollectedTest {
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** What a run of the suite found: the titles of the tests that failed, and how many ran. */
export interface CollectedRun {
  readonly failed: readonly string[];
  readonly ran: number;
}

/** The same sequences in each run: whether a fault is found is then no matter of luck. */
const seed = 20_240_229;

/** Runs the suite over a storage, or some tests of it, collects what fails, and tells no runner of it. */
export async function runCollecting(
  storage: SessionStorage,
  isRun: (title: string) => boolean = () => true,
): Promise<CollectedRun> {
  const tests: CollectedTest[] = [];
  const setUps: (() => Promise<void>)[] = [];
  sessionStorageContract({
    describe: (_title, body) => {
      body();
    },
    it: (title, body) => isRun(title) && tests.push({ title, body }),
    before: (body) => setUps.push(body),
    after: () => undefined,
    create: () => storage,
    sequences: 300,
    seed,
  });
  for (const setUp of setUps) await setUp();
  const failed: string[] = [];
  for (const { title, body } of tests) if (!(await passes(body))) failed.push(title);
  return { failed, ran: tests.length };
}

function passes(body: () => Promise<void>): Promise<boolean> {
  return body().then(
    () => true,
    () => false,
  );
}
