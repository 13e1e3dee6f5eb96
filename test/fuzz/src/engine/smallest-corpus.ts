import { bytesOf } from './bytes.js';
import { SeenBlocks, type Coverage } from './coverage.js';
import type { FuzzTarget } from './fuzz-target.js';

/** Of inputs, few that reach together what all of them reach: the shorter one first, if two reach the same. */
export async function smallestCorpus(
  target: FuzzTarget,
  inputs: readonly string[],
  coverage: Coverage,
): Promise<readonly string[]> {
  const [seen, reached, kept] = [new SeenBlocks(coverage), new Set<number>(), [] as string[]];
  for (const input of [...new Set(inputs)].sort((a, b) => a.length - b.length)) {
    seen.reset();
    await target.run(bytesOf(input));
    const fresh = seen.signature().filter((block) => !reached.has(block));
    if (fresh.length === 0) continue;
    for (const block of fresh) reached.add(block);
    kept.push(input);
  }
  return kept;
}
