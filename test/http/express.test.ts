import { httpContract } from '@threepid/contract-tests';
import { threepidMiddleware } from '@threepid/express';
import { MemorySessionStorage } from '@threepid/storage-memory';
import express from 'express';
import express4 from 'express4';
import { listeningHost } from './hosts.js';

const versions = { 'Express 5': express, 'Express 4': express4 };

for (const [name, framework] of Object.entries(versions)) {
  describe(name, () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => listeningHost((threepid) => framework().use(threepidMiddleware(threepid))),
      createStorage: () => new MemorySessionStorage(),
    });
  });

  describe(`${name}, below a path`, () => {
    httpContract({
      describe,
      it,
      before,
      after,
      create: () =>
        listeningHost((threepid) => framework().use('/sub/path', threepidMiddleware(threepid)), '/sub/path'),
      createStorage: () => new MemorySessionStorage(),
    });
  });
}
