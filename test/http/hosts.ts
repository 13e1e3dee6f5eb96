import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpContractThreepid, type HttpContractHost } from '@threepid/contract-tests';
import type { Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** A host for the contract, of a framework's request listener; its parts are made for it alone. */
export async function listeningHost(
  listenerOf: (threepid: Threepid) => RequestListener | Promise<RequestListener>,
  path = '',
): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  const server = createServer(await listenerOf(threepid));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${path}`,
    control,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
