import { httpContract, startHttpContractHost } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { h3Exceptions, honoExceptions } from './host-exceptions.js';
import { h3Listener, honoListener } from './node-hosts.js';
import { reference } from './reference.js';

for (const [name, listener, exceptions] of [
  ['Hono', honoListener, honoExceptions],
  ['h3', h3Listener, h3Exceptions],
] as const) {
  describe(`${name} on Node`, () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => startHttpContractHost(new MemorySessionStorage(), listener),
      reference,
      exceptions,
      // The hosts differ in what they hand over, not in the code that reads it.
      numRuns: 20,
    });
  });
}
