import type { SessionStorage } from '@threepid/core';
import { sessionStorageContract } from '@threepid/contract-tests';
import { CollectingRunner } from '../collecting-runner.js';

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
  const runner = new CollectingRunner(isRun);
  sessionStorageContract({
    ...runner.functions,
    create: () => storage,
    sequences: 300,
    seed,
  });
  return { failed: await runner.failed(), ran: runner.collected };
}
