import {
  createHttpContractReference,
  createHttpContractThreepid,
  fastifyExceptions,
  httpContract,
  type HttpContractHost,
} from '@threepid/contract-tests';
import { ThreepidModule } from '@threepid/nestjs';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { createApp, listen, platforms } from './nest-host.js';

async function nestHost(platform: keyof typeof platforms): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  const app = await createApp(platforms[platform](), { imports: [ThreepidModule.forRoot(threepid)] });
  app.setGlobalPrefix('sub/path');
  const url = await listen(app);
  return { baseUrl: `${url}/sub/path`, control, close: () => app.close() };
}

/** Both contracts compare with one host. */
const reference = createHttpContractReference(() => new MemorySessionStorage());
after(() => reference.close());

const exceptionsOf = { Express: {}, Fastify: fastifyExceptions };

for (const platform of ['Express', 'Fastify'] as const) {
  describe(`Nest on ${platform}, with a global prefix`, () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => nestHost(platform),
      reference,
      exceptions: exceptionsOf[platform],
      // The adapters for Express and Fastify have more.
      numRuns: 10,
    });
  });
}
