// Bugs in the guard against SMS pumping, and in blocks.
import { memoryContract, redisContract, tests } from '../finders.mjs';

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
    name: 'guard-pays-back-what-failed',
    effect: 'A failing provider earns the addresses that ask it a good name.',
    file: `${src}/defaults/guard.ts`,
    edits: [
      {
        find: `if (kind === 'verified') await balances`,
        replace: `if (kind === 'verified' || (kind === 'failed' && message.lane === 'nobody')) await balances`,
      },
    ],
    foundBy: [core('defaults/guard')],
  },
  {
    name: 'guard-refunds-a-failing-address',
    effect: 'An address asks a failing provider without end: each of its messages comes back to it.',
    file: `${src}/defaults/guard.ts`,
    edits: [
      { find: `kept: kind === 'failed' ?`, replace: `kept: kind === 'failed' && message.lane === 'pair' ?` },
    ],
    foundBy: [core('defaults/guard-contract')],
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
    name: 'balance-without-a-cap',
    effect: 'Whoever verifies for days saves up any number of messages, and then pumps.',
    file: `${src}/guard/balance.ts`,
    edits: [
      {
        find: 'Math.min(terms.most * unitsPerThousandth, Math.max(0, changed))',
        replace: 'Math.max(terms.most * 0, changed)',
      },
    ],
    foundBy: [core('guard/balance'), redisContract('balance storage contract')],
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
  {
    name: 'challenge-lifts-every-limit',
    effect: 'A solved challenge lets a script through where a number or a block is short, too.',
    file: `${src}/guard/ledger.ts`,
    edits: [
      {
        find: `short.every(({ kind }) => challenged.includes(kind))`,
        replace: `short.some(({ kind }) => challenged.includes(kind))`,
      },
    ],
    foundBy: [core('guard/ledger')],
  },
  {
    name: 'block-not-known-when-the-storage-is-down',
    effect: 'While blocks cannot be read, messages go to blocked destinations.',
    file: `${src}/defaults/blocking-policy.ts`,
    edits: [
      {
        find: 'return found.then((block) => this.judgeUnless(block !== undefined, candidate));',
        replace:
          'return found.then(\n        (block) => this.judgeUnless(block !== undefined, candidate),\n        () => this.judgeUnless(false, candidate),\n      );',
      },
    ],
    foundBy: [core('use-cases/block-destination')],
  },
  {
    name: 'own-block-noticed-late',
    effect: 'An operator blocks a range, and the same process goes on sending to it.',
    file: `${src}/use-cases/block-destination.ts`,
    edits: [
      { find: '    this.blocks?.renew();\n', replace: '    if (until === now) this.blocks?.renew();\n' },
    ],
    foundBy: [core('use-cases/block-destination')],
  },
  {
    name: 'wider-block-wins',
    effect: 'An operator who asks why a number gets nothing is shown the wrong block, and lifts that.',
    file: `${src}/defaults/current-blocks.ts`,
    edits: [{ find: '.findLast((block)', replace: '.find((block)' }],
    foundBy: [core('use-cases/explain-number')],
  },
];
