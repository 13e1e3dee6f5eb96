import { addressLost, createThreepid, type HttpRequest, type Threepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import express from 'express';
import Fastify from 'fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/** A framework that records the addresses of its callers. */
function spyOn(seen: HttpRequest['remoteAddress'][]): Threepid {
  const sms = { name: 'none', send: () => Promise.resolve({ kind: 'sent' as const, messageId: 'id' }) };
  const threepid = createThreepid({
    secret: 'a secret for tests',
    storage: new MemorySessionStorage(),
    sms,
    production: true,
  });
  return {
    ...threepid,
    handle: (request) => {
      seen.push(request.remoteAddress);
      return threepid.handle(request);
    },
  };
}

/** Sends a complete request and resets the connection before the server has read it. */
async function resetAfterSending(port: number): Promise<void> {
  const body = JSON.stringify({ client_secret: 'x', country: 'GB', phone_number: '07400123456' });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body, () => socket.resetAndDestroy());
  await once(socket, 'close');
}

const listeners = {
  express: (threepid: Threepid) => Promise.resolve(createServer(express().use(threepidMiddleware(threepid)))),
  fastify: async (threepid: Threepid) => {
    const app = Fastify();
    await app.register(threepidPlugin, { threepid });
    await app.ready();
    return app.server;
  },
};

describe('a caller that sends a request and resets the connection', () => {
  for (const [name, listener] of Object.entries(listeners)) {
    it(`still has an address, on ${name}`, async () => {
      const seen: HttpRequest['remoteAddress'][] = [];
      const server = await listener(spyOn(seen));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const sockets: Promise<unknown>[] = [];
      server.on('connection', (socket) => sockets.push(once(socket, 'close').catch(() => undefined)));
      for (let count = 0; count < 50; count += 1) await resetAfterSending(port);
      await Promise.all(sockets);
      server.close();
      await once(server, 'close');
      expect(seen).not.to.include(undefined);
      expect(seen.every((address) => address === '127.0.0.1' || address === addressLost)).to.equal(true);
    });
  }
});
