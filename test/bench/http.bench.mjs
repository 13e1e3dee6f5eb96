// HTTP: the cost of a request, compared with the minimum that the same framework needs for such a request.
// `node test/bench/http.bench.mjs [seconds per measurement]`, with built packages; prints a Markdown table.
// The load comes from a worker thread, so that the server has its own core.
import express from 'express';
import Fastify from 'fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';
import { createThreepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';

const seconds = Number(process.argv[2] ?? 5);
const connections = 32;
const base = '/_matrix/identity/api/v1';
const answer = { sid: 'a'.repeat(24), success: true, msisdn: '447400123456', intl_fmt: '+44 7400 123456' };

/** A sender that does nothing, because the provider isn't measured. */
const sms = { name: 'none', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) };

const newThreepid = () =>
  createThreepid({
    secret: 'a secret for a bench, of a good length',
    storage: new MemorySessionStorage({ maxSessions: 10_000_000 }),
    sms,
    limits: false,
    guard: { mode: 'off' },
    production: true,
  });

/** A request with a different number and client secret each time, by a new <id>. */
const requestToken = {
  method: 'POST',
  path: `${base}/validate/msisdn/requestToken`,
  headers: { 'content-type': 'application/json' },
  body: '{"client_secret":"<id>","country":"GB","phone_number":"07400123456","send_attempt":1}',
};
const submitToken = {
  method: 'POST',
  path: `${base}/validate/msisdn/submitToken`,
  headers: { 'content-type': 'application/json' },
  body: '{"sid":"AAbbbbbbbbbbbbbbbbcccccc","client_secret":"<id>","token":"123456"}',
};
const getValidated = {
  method: 'GET',
  path: `${base}/3pid/getValidated3pid?sid=AAbbbbbbbbbbbbbbbbcccccc&client_secret=monkeys_are_GREAT`,
};

async function fastifyHost(withThreepid) {
  const app = Fastify();
  if (withThreepid) await app.register(threepidPlugin, { threepid: newThreepid() });
  else app.all('/*', () => answer);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}

async function expressHost(withThreepid) {
  const app = express();
  if (withThreepid) app.use(threepidMiddleware(newThreepid()));
  else app.use(express.json(), (_req, res) => res.json(answer));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function perSecond(url, request, duration) {
  const workerData = { url, request, connections, seconds: duration };
  const [rate] = await once(
    new Worker(new URL('./http-load.mjs', import.meta.url), { workerData }),
    'message',
  );
  return rate;
}

async function measure(makeHost, withThreepid, request) {
  const host = await makeHost(withThreepid);
  await perSecond(host.url, request, 2);
  const rate = await perSecond(host.url, request, seconds);
  await host.close();
  return rate;
}

console.log('| framework | call | bare, requests/s | threepid, requests/s | ratio |');
console.log('| --- | --- | --- | --- | --- |');
for (const [name, makeHost] of Object.entries({ fastify: fastifyHost, express: expressHost })) {
  for (const [call, request] of Object.entries({ requestToken, submitToken, getValidated })) {
    const bare = await measure(makeHost, false, request);
    const ours = await measure(makeHost, true, request);
    console.log(
      `| ${name} | ${call} | ${Math.round(bare)} | ${Math.round(ours)} | ${(ours / bare).toFixed(2)} |`,
    );
  }
}
