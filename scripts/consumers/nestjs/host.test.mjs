// Hosts with the Nest version that was installed with the packed packages, on both of its platforms, as an app and as a
// testing module.
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { THREEPID, ThreepidModule } from '@threepid/nestjs';
import { MemorySessionStorage } from '@threepid/storage-memory';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestCode } from './request-code.mjs';

const sms = { name: 'none', send: async () => ({ kind: 'sent', messageId: '1' }) };
const options = () => ({ secret: 'x'.repeat(32), storage: new MemorySessionStorage(), sms });

const makers = {
  app: (adapter) => NestFactory.create(ThreepidModule.forRoot(options()), adapter, { logger: false }),
  'testing module': async (adapter) => {
    const imports = [ThreepidModule.forRootAsync({ useFactory: options })];
    const module = await Test.createTestingModule({ imports }).compile();
    return module.createNestApplication(adapter, { logger: false });
  },
};

for (const Adapter of [ExpressAdapter, FastifyAdapter]) {
  for (const [name, make] of Object.entries(makers)) {
    test(`answers a request for a code: ${name}, ${Adapter.name}`, async () => {
      const app = await make(new Adapter());
      app.setGlobalPrefix('api');
      try {
        await app.listen(0, '127.0.0.1');
        const url = `${await app.getUrl()}/api`;
        await requestCode(url);
        const malformed = await fetch(`${url}/_matrix/identity/api/v1/validate/msisdn/requestToken`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{',
        });
        assert.equal((await malformed.json()).errcode, 'M_NOT_JSON');
        assert.equal(typeof app.get(THREEPID).requestToken, 'function');
      } finally {
        await app.close();
      }
    });
  }
}
