import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Threepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import express from 'express';
import { fastify } from 'fastify';

/** A host that listens on loopback. */
export interface ListeningHost {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The hosts' answer to all requests that threepid doesn't handle. */
export const ownAnswer = "the host's own";

/** A host application per framework, with its own routes below `/_matrix/client`. */
export const hosts: Readonly<Record<string, (threepid: Threepid) => Promise<ListeningHost>>> = {
  Express: async (threepid) => {
    const app = express();
    app.use(threepidMiddleware(threepid));
    app.use((_request, response) => {
      response.status(418).send(ownAnswer);
    });
    return listening(createServer(app as RequestListener));
  },
  Fastify: async (threepid) => {
    const app = fastify({ serverFactory: (handler) => createServer(handler) });
    await app.register(threepidPlugin, { threepid });
    app.all('/_matrix/client/*', (_request, reply) => reply.code(418).send(ownAnswer));
    app.setNotFoundHandler((_request, reply) => reply.code(418).send(ownAnswer));
    await app.ready();
    return listening(app.server);
  },
};

async function listening(server: Server): Promise<ListeningHost> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
