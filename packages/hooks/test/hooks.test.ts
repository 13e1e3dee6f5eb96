import { bodyTooLarge } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { createHooks } from '@threepid/hooks';
import { expect } from 'chai';
import express from 'express';
import fc from 'fast-check';
import Fastify from 'fastify';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { callHook, createHookedFramework, type HookedFramework, type WireCall } from './framework.js';
import {
  kratosCall,
  logtoCall,
  secrets,
  supabaseAttempt,
  supabaseBody,
  zitadelBody,
  zitadelCall,
} from './products-on-the-wire.js';

const all = {
  supabase: { secrets: secrets.supabase },
  logto: { authorization: secrets.logto },
  kratos: { authorization: secrets.kratos },
  zitadel: { signingKeys: secrets.zitadel },
};

function callsAt(now: number): Readonly<Record<keyof typeof all, WireCall>> {
  return {
    supabase: supabaseAttempt(supabaseBody(), now),
    logto: logtoCall(),
    kratos: kratosCall(),
    zitadel: zitadelCall(zitadelBody(), now),
  };
}

/** The fields that products send, with values of any kind. */
const anyBody = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .dictionary(
      fc.constantFrom('to', 'payload', 'user', 'sms', 'recipient', 'body', 'contextInfo', 'args', 'metadata'),
      fc.oneof(
        fc.jsonValue(),
        fc.constant('+447400123456'),
        fc.dictionary(
          fc.constantFrom(
            'code',
            'otp',
            'phone',
            'oTP',
            'recipientPhoneNumber',
            'uuid',
            'ip_address',
            'uiLocales',
          ),
          fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom('+447400123456', '123456')),
        ),
      ),
    )
    .map((fields) => JSON.stringify(fields)),
);

describe('the hooks', () => {
  let framework: HookedFramework;
  beforeEach(() => {
    framework = createHookedFramework(all);
  });

  it('claim the paths of the products that are named, and leave all others', async () => {
    const { hooks } = createHookedFramework({ path: '/sms', logto: all.logto });
    expect(hooks.paths).to.deep.equal({ logto: '/sms/logto' });
    expect(hooks.claims).to.deep.equal([{ path: '/sms/logto', methods: undefined }]);
    for (const path of ['/sms', '/sms/', '/sms/supabase', '/sms/logto/x', '/']) {
      const request = { method: 'POST', path, query: '', headers: {}, body: '', remoteAddress: undefined };
      expect(await hooks.handle(request)).to.equal(undefined);
    }
  });

  for (const product of Object.keys(all)) {
    it(`of ${product} answer other methods with 405, and too large bodies with 413`, async () => {
      const call = { headers: {}, body: '' };
      const get = await callHook(framework, product, call, { method: 'GET' });
      expect([get.status, get.headers['allow']]).to.deep.equal([405, 'POST']);
      for (const body of [bodyTooLarge, 'x'.repeat(65_537)])
        expect((await callHook(framework, product, call, { body })).status).to.equal(413);
    });
  }

  it('of all products authenticate a call before they parse its body', async () => {
    const { hooks } = createHookedFramework(all);
    for (const product of Object.keys(all))
      for (const body of ['{"to":', '[]', '']) {
        const call = { headers: { authorization: 'Bearer of-somebody-else' }, body };
        const { status } = await callHook({ hooks }, product, call);
        expect([product, body, status]).to.deep.equal([product, body, 401]);
      }
  });

  it('send nothing to a configured test number', async () => {
    const until = framework.clock.now() + 60_000;
    framework = createHookedFramework(all, {
      testNumbers: [{ number: '447400123456', code: '123456', until }],
    });
    for (const [product, call] of Object.entries(callsAt(framework.clock.now())))
      expect((await callHook(framework, product, call)).status).to.equal(200);
    expect(framework.sent).to.have.length(0);
  });

  it('of two products share the limits of a number and the budget, and no message', async () => {
    framework = createHookedFramework(all, { guard: { prices: { GB: 1 }, budgets: { day: 3 } } });
    const statuses = [];
    for (const [product, call] of Object.entries(callsAt(framework.clock.now())))
      statuses.push((await callHook(framework, product, call)).status);
    expect(statuses).to.deep.equal([200, 200, 200, 429]);
    expect(framework.sent).to.have.length(3);
  });

  it('never take what an authenticated caller gets wrong for an error of their own', async () => {
    const { hooks, clock } = framework;
    const now = clock.now();
    const calls: Readonly<Record<string, (body: string) => WireCall>> = {
      supabase: (body) => supabaseAttempt(body, now),
      logto: (body) => ({ ...logtoCall(), body }),
      kratos: (body) => ({ ...kratosCall(), body }),
      zitadel: (body) => zitadelCall(body, now),
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(calls)), anyBody, async (product, body) => {
        const call = calls[product]?.(body) ?? logtoCall();
        const { status, json } = await callHook({ hooks }, product, call);
        expect(status).to.be.within(200, 499).and.not.equal(401);
        expect(json()).to.be.an('object');
      }),
      { numRuns: 300 },
    );
  });

  it('log a defect, and answer 500 without its words', async () => {
    const deliverMessage = () => Promise.reject(new Error('a private detail'));
    const hooks = createHooks({ threepid: { deliverMessage }, logto: all.logto });
    const answer = await callHook({ hooks }, 'logto', logtoCall());
    expect([answer.status, answer.json()]).to.deep.equal([500, { message: 'Internal server error' }]);
  });

  it('log nothing of an error but what is safe, whatever the logger writes', async () => {
    const errors: unknown[] = [];
    const note = (fields: { readonly err?: unknown }) => void errors.push(fields.err);
    const logger = { debug: note, info: note, warn: note, error: note };
    const deliverMessage = () => Promise.reject(new Error('+447400123456 561166'));
    const hooks = createHooks({ threepid: { deliverMessage }, logto: all.logto, logger });
    await callHook({ hooks }, 'logto', logtoCall());
    expect(errors).to.have.length(1);
    expect(inspect(errors)).not.to.match(/561166|7400123456/);
  });

  it('know the errors of another copy of the core', async () => {
    class OtherMatrixError extends Error {
      override readonly name = 'MatrixError';
      readonly errcode = 'M_LIMIT_EXCEEDED';
      readonly status = 429;
    }
    const deliverMessage = () => Promise.reject(new OtherMatrixError('Too many'));
    const hooks = createHooks({ threepid: { deliverMessage }, logto: all.logto });
    const answer = await callHook({ hooks }, 'logto', logtoCall());
    expect([answer.status, answer.json()]).to.deep.equal([429, { message: 'Too many' }]);
  });

  it('want secrets that nobody guesses, and that a header or a key can be', () => {
    const key = 'aMKsWNgPFE_1oVq1hTLJVw';
    for (const wrong of ['', key.slice(0, 15), `${key}\n`, ' '.repeat(32)]) {
      const authorization = `Bearer ${wrong}`;
      for (const options of [
        { zitadel: { signingKeys: wrong } },
        { logto: { authorization: wrong } },
        { logto: { authorization } },
        { kratos: { authorization: [secrets.kratos, authorization] } },
        { kratos: { apiKey: { name: 'x-key', value: wrong } } },
        { kratos: { basicAuth: { user: 'kratos', password: wrong } } },
      ])
        expect(() => createHookedFramework(options), JSON.stringify(options)).to.throw(TypeError, /secret/);
    }
    // What a template makes of a variable that isn't set.
    expect(() => createHookedFramework({ logto: { authorization: 'Bearer undefined' } })).to.throw(TypeError);
    expect(() => createHookedFramework({ logto: { authorization: `Bearer ${key}ä` } })).to.throw(TypeError);
    for (const authorization of [key, `Bearer ${key}`])
      expect(() => createHookedFramework({ logto: { authorization } })).not.to.throw();
  });

  it('want a product, and a path', () => {
    expect(() => createHookedFramework({})).to.throw(/name a product/);
    for (const path of ['', '/', 'hooks', '/hooks/', '/a b'])
      expect(() => createHookedFramework({ ...all, path })).to.throw(/path/);
  });

  it('take calls over HTTP, by Express and by Fastify', async () => {
    const app = express().use(threepidMiddleware(framework.hooks));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fastify = Fastify();
    fastify.register(threepidPlugin, { threepid: framework.hooks });
    const fastifyUrl = await fastify.listen({ port: 0, host: '127.0.0.1' });
    try {
      const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      for (const [product, call] of Object.entries(callsAt(framework.clock.now())))
        for (const base of [url, fastifyUrl]) {
          const answer = await fetch(`${base}/_threepid/hooks/${product}`, { method: 'POST', ...call });
          expect([answer.status, await answer.json()], `${base} ${product}`).to.deep.equal([200, {}]);
        }
      expect((await fetch(`${url}/_threepid/hooks/other`, { method: 'POST' })).status).to.equal(404);
      expect(framework.sent).to.have.length(4);
    } finally {
      server.close();
      await fastify.close();
    }
  });
});
