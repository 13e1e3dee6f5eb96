import { createHttpContractThreepid, type HttpContractThreepid } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** One framework per router, shared on `globalThis`, because Next loads this module more than once. */
type Frameworks = Record<'app' | 'pages', HttpContractThreepid>;

const key = Symbol.for('threepid.contract');
const anchor = globalThis as { [key]?: Frameworks };

export const frameworks = (anchor[key] ??= {
  app: createHttpContractThreepid(new MemorySessionStorage()),
  pages: createHttpContractThreepid(new MemorySessionStorage()),
});
