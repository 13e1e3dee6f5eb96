import { httpContract, nodeHttpListener } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { listeningHost } from './hosts.js';

describe("Node's own HTTP server", () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: () => listeningHost(nodeHttpListener),
    createStorage: () => new MemorySessionStorage(),
  });
});
