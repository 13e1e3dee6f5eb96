import { httpContract, nodeHttpListener, startHttpContractHost } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

describe("Node's own HTTP server", () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: () => startHttpContractHost(new MemorySessionStorage(), nodeHttpListener),
    createStorage: () => new MemorySessionStorage(),
  });
});
