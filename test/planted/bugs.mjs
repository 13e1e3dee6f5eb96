// All planted bugs. README.md says how to add one.
import { guardBugs } from './bugs/guard.mjs';
import { httpBugs } from './bugs/http.mjs';
import { memoryStorageBugs } from './bugs/memory-storage.mjs';
import { redisStorageBugs } from './bugs/redis-storage.mjs';
import { senderBugs } from './bugs/senders.mjs';
import { serverBugs } from './bugs/server.mjs';
import { useCaseBugs } from './bugs/use-cases.mjs';

/**
 * Each has a `name`; its `effect` on an operator or a person; the `file` it is in; the `edits` that plant it, each of a text
 * that is there exactly once; and `foundBy`: commands, each of which must fail.
 */
export const bugs = [
  ...redisStorageBugs,
  ...memoryStorageBugs,
  ...useCaseBugs,
  ...guardBugs,
  ...senderBugs,
  ...httpBugs,
  ...serverBugs,
];
