// Bugs in the guard against SMS pumping, and in blocks.
import { memoryContract, tests } from '../finders.mjs';

const src = 'packages/core/src';
const core = (path, titles) => tests(`packages/core/test/${path}.test.ts`, titles);
const balances = memoryContract('MemoryBalanceStorage', 'balance storage contract');

export const guardBugs = [
  {
    name: 'guard-opens-when-the-storage-is-down',
    effect: 'While the storage is down, the guard that enforces lets every message through.',
    file: `${src}/defaults/guard.ts`,
    edits: [{ find: `      if (mode === 'enforce') throw err;\n`, replace: '' }],
    foundBy: [core('defaults/guard')],
  },
  {
    name: 'charge-not-all-or-nothing',
    effect: 'A refused message is charged to the groups that could pay: the refused use up what others need.',
    file: `${src}/guard/ledger.ts`,
    edits: [
      {
        find: '    if (longest !== undefined) {\n',
        replace:
          '    if (longest !== undefined) {\n      for (const each of groups) this.change(-1_000, each);\n',
      },
    ],
    foundBy: [core('guard/ledger'), balances],
  },
  {
    name: 'balance-refills-by-a-clock-that-is-behind',
    effect: 'Hosts whose clocks differ refill the same minute twice.',
    file: `${src}/guard/balance.ts`,
    edits: [{ find: 'stored.at + passed;', replace: 'now;' }],
    foundBy: [core('guard/balance')],
  },
  {
    name: 'forgotten-number-refunded',
    effect: 'A number that was forgotten comes back with a better name than a new one.',
    file: `${src}/guard/ledger.ts`,
    edits: [
      {
        find: '!kept.includes(each.kind) && !this.isForgotten(each)',
        replace: '!(kept.includes(each.kind) && this.isForgotten(each))',
      },
    ],
    foundBy: [balances],
  },
  {
    name: 'payback-above-a-message-for-the-short',
    effect: 'A pumped range of which every other number verifies never runs dry.',
    file: `${src}/guard/balance.ts`,
    edits: [
      {
        find: 'amount < oneMessage ? Math.min(payback, paybackIfShort) : payback',
        replace: 'amount < oneMessage ? Math.max(payback, paybackIfShort) : payback',
      },
    ],
    foundBy: [core('guard/balance')],
  },
];
