import { createHttpContractThreepid, httpContract, type HttpContractHost } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { pino } from 'pino';
import { createHttpServer } from 'threepid';

async function standAloneHost(): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  const app = createHttpServer({
    threepid,
    logger: pino({ level: 'silent' }),
    trustProxy: undefined,
    ready: () => Promise.resolve({ isReady: true, parts: {} }),
  });
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return { baseUrl, control, close: () => app.close() };
}

describe('The stand-alone server', () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: standAloneHost,
    createStorage: () => new MemorySessionStorage(),
  });
});
