import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SessionStorage, Threepid } from '@threepid/core';
import { createHttpContractThreepid } from './contract-threepid.js';
import type { HttpContractHost } from './http-conversation.js';

/**
 * Starts a host for the contract on a free port of 127.0.0.1, for adapters whose result is a listener of Node's HTTP
 * server.
 *
 * @param listenerOf mounts the adapter with the framework that it is handed.
 * @param path where the adapter is mounted; default: at the root.
 */
export async function startHttpContractHost(
  storage: SessionStorage,
  listenerOf: (threepid: Threepid) => RequestListener,
  path = '',
): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(storage);
  const server = createServer(listenerOf(threepid));
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
