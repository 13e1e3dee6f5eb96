import { createHttpContractReference } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** The host that all contracts of this process compare with. */
export const reference = createHttpContractReference(() => new MemorySessionStorage());

after(() => reference.close());
