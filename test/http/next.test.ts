import { httpContract } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { appExceptions, pagesExceptions } from './next-exceptions.js';
import { nextHost, startNextServer, type NextServer } from './next-server.js';

const buildTimeoutMs = 240_000;

describe('Next.js', () => {
  let server: NextServer | undefined;

  before(async function () {
    this.timeout(buildTimeoutMs);
    server = await startNextServer();
  });

  after(() => server?.close());

  describe('route handlers of the App Router', () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => Promise.resolve(nextHost(started(server), 'app')),
      exceptions: appExceptions,
      createStorage: () => new MemorySessionStorage(),
    });
  });

  describe('API routes of the Pages Router', () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => Promise.resolve(nextHost(started(server), 'pages')),
      exceptions: pagesExceptions,
      createStorage: () => new MemorySessionStorage(),
    });
  });
});

function started(server: NextServer | undefined): NextServer {
  if (server === undefined) throw new Error('the app did not start');
  return server;
}
