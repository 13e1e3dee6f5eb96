import { createHttpContractReference, httpContract, startHttpContractHost } from '@threepid/contract-tests';
import { threepidMiddleware } from '@threepid/express';
import { MemorySessionStorage } from '@threepid/storage-memory';
import express from 'express';
import express4 from 'express4';

/** Both contracts compare with one host. */
const reference = createHttpContractReference(() => new MemorySessionStorage());
after(() => reference.close());

describe('Express 5', () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: () =>
      startHttpContractHost(new MemorySessionStorage(), (threepid) =>
        express().use(threepidMiddleware(threepid)),
      ),
    reference,
  });
});

describe('Express 4, below a path', () => {
  httpContract({
    describe,
    it,
    before,
    after,
    create: () =>
      startHttpContractHost(
        new MemorySessionStorage(),
        (threepid) => express4().use('/sub/path', threepidMiddleware(threepid)),
        '/sub/path',
      ),
    reference,
  });
});
