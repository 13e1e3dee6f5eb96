// A host with the Fastify version that was installed with the packed packages.
import { createThreepid } from '@threepid/core';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import Fastify from 'fastify';
import { test } from 'node:test';
import { requestCode } from './request-code.mjs';

test('answers a request for a code', async () => {
  const sms = { name: 'none', send: async () => ({ kind: 'sent', messageId: '1' }) };
  const threepid = createThreepid({ secret: 'x'.repeat(32), storage: new MemorySessionStorage(), sms });
  const app = Fastify();
  app.register(threepidPlugin, { threepid });
  try {
    await requestCode(await app.listen({ host: '127.0.0.1', port: 0 }));
  } finally {
    await app.close();
  }
});
