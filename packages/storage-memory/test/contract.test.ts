import { sessionStorageContract } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

describe('MemorySessionStorage', () => {
  sessionStorageContract({ describe, it, before, after, create: () => new MemorySessionStorage() });
});
