// A host with the Express version that was installed with the packed packages.
import { createThreepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { MemorySessionStorage } from '@threepid/storage-memory';
import express from 'express';
import { once } from 'node:events';
import { test } from 'node:test';
import { requestCode } from './request-code.mjs';

test('answers a request for a code', async () => {
  const sms = { name: 'none', send: async () => ({ kind: 'sent', messageId: '1' }) };
  const threepid = createThreepid({ secret: 'x'.repeat(32), storage: new MemorySessionStorage(), sms });
  const server = express().use(threepidMiddleware(threepid)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await requestCode(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
