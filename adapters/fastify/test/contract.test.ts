import { threepidPlugin } from '@threepid/fastify';
import {
  createHttpContractThreepid,
  fastifyExceptions,
  httpContract,
  type HttpContractHost,
} from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import Fastify from 'fastify';

async function fastifyHost(prefix: string): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  const app = Fastify();
  app.register(threepidPlugin, { threepid, prefix });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { baseUrl: url + prefix, control, close: () => app.close() };
}

// The stand-alone server uses it without a prefix: see the server's `contract.test.ts`.
describe('Fastify, below a prefix', () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: () => fastifyHost('/sub/path'),
    exceptions: fastifyExceptions,
    createStorage: () => new MemorySessionStorage(),
  });
});
