// Bugs in the storage in memory: also races, which one process has as soon as a step is not one.
import { memoryContract, tests } from '../finders.mjs';

const src = 'packages/storage-memory/src';
const sessions = (titles) => memoryContract('MemorySessionStorage', titles);

export const memoryStorageBugs = [
  {
    name: 'memory-claim-given-twice',
    effect:
      'Of equal calls at once, each sends its message: the person gets many, and the operator pays for all.',
    file: `${src}/session-messages.ts`,
    edits: [
      {
        find: 'claimed.attempt !== undefined && attempt <= claimed.attempt',
        replace: 'claimed.attempt !== undefined && attempt < claimed.attempt',
      },
    ],
    foundBy: [sessions('hundreds of calls at once')],
  },
  {
    name: 'memory-wrong-code-counted-late',
    effect: 'Of many guesses at once, all are judged before the first is counted.',
    file: `${src}/memory-session-storage.ts`,
    edits: [
      {
        find: 'this.sessions.put(found.key, { ...session, wrongCodes: session.wrongCodes + 1 });',
        replace:
          'setImmediate(() => {\n      this.sessions.put(found.key, { ...session, wrongCodes: session.wrongCodes + 1 });\n    });',
      },
    ],
    foundBy: [sessions('hundreds of calls at once')],
  },
  {
    name: 'memory-consumed-late',
    effect: 'Two calls at once spend one verification: two accounts get the number.',
    file: `${src}/memory-session-storage.ts`,
    edits: [
      {
        find: `if (outcome.kind === 'validated' && found !== undefined) this.sessions.delete(found.key);`,
        replace: `if (outcome.kind === 'validated' && found !== undefined) {\n      await Promise.resolve();\n      this.sessions.delete(found.key);\n    }`,
      },
    ],
    foundBy: [sessions('hundreds of calls at once')],
  },
  {
    name: 'memory-stale-count',
    effect: 'A number that many ask for at once gets a message from each, whatever its limit is.',
    file: `${src}/memory-session-storage.ts`,
    edits: [
      {
        find: `    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };\n    const goesOn`,
        replace: `    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };\n    await Promise.resolve();\n    const goesOn`,
      },
    ],
    foundBy: [sessions('hundreds of calls at once')],
  },
  {
    name: 'memory-repaid-twice',
    effect:
      'Submitting a right code again pays the guard back again: one person earns a good name for a whole range.',
    file: `${src}/memory-session-storage.ts`,
    edits: [
      {
        find: 'return { ...validated, validatedAt, first: false, receipt: undefined, sentMessage: undefined };',
        replace:
          'return { ...validated, validatedAt, first: true, receipt: receiptAt(messages, validatedAt), sentMessage };',
      },
      {
        find: 'messages: withoutReceipts(messages)',
        replace: 'messages: withoutReceipts(messages) && messages',
      },
    ],
    foundBy: [sessions('receipts')],
  },
  {
    name: 'memory-failed-is-not-refunded',
    effect: 'A message that its provider never took uses up the limit of its number.',
    file: `${src}/memory-session-storage.ts`,
    edits: [{ find: `(result === 'failed' || result === 'rejected')`, replace: `result === 'rejected'` }],
    foundBy: [sessions('session storage contract')],
  },
  {
    name: 'memory-code-valid-too-long',
    effect: 'A code is taken at the moment at which it has expired.',
    file: `${src}/memory-session-storage.ts`,
    edits: [{ find: 'code.expiresAt > request.now &&', replace: 'code.expiresAt >= request.now &&' }],
    foundBy: [sessions('expiry')],
  },
  {
    name: 'memory-forgets-by-the-wrong-name',
    effect: 'A number that is to be forgotten keeps its sessions.',
    file: `${src}/memory-session-storage.ts`,
    edits: [
      { find: 'this.sessions.deleteByPrefix(slot + tag);', replace: 'this.sessions.deleteByPrefix(tag);' },
    ],
    foundBy: [sessions('forgetting a number')],
  },
  {
    name: 'memory-month-without-expiry',
    effect: 'The months of each country stay in memory for as long as the process lives.',
    file: `${src}/memory-spending-storage.ts`,
    edits: [{ find: 'monthEnds + keptMs);', replace: 'monthEnds + keptMs * 1_000);' }],
    foundBy: [tests('packages/storage-memory/test/memory-spending-storage.test.ts')],
  },
];
