import type { BlockedDestination } from '@threepid/core';
import { table, time } from './shown.js';
import { shownTarget } from './target-argument.js';

/** The text of `threepid blocks` for a person. */
export function blocksText(blocks: readonly BlockedDestination[]): string {
  if (blocks.length === 0) return 'Nothing is blocked.';
  const rows = blocks.map((block) => [
    shownTarget(block),
    time(block.since),
    block.until === undefined ? '-' : time(block.until),
    block.by,
    block.reason ?? '',
  ]);
  const head = ['blocked', 'since', 'until', 'by', 'reason'];
  return table(head, rows, head.length).join('\n');
}
