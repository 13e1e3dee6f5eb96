// A worker thread that sends a number of concurrent requests for some time, and reports how many were answered.
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

const { url, request, connections, seconds } = workerData;
const pool = new Pool(url, { connections, pipelining: 1 });
let answered = 0;

/** Replaces `<id>` in a body with a new id each time. */
const fresh = () => ({
  ...request,
  ...(request.body && { body: request.body.replace('<id>', randomUUID()) }),
});

async function send(until) {
  while (performance.now() < until) {
    const { statusCode, body } = await pool.request(fresh());
    await body.dump();
    if (statusCode >= 500) throw new Error(`answered ${statusCode}`);
    answered += 1;
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: connections }, () => send(started + seconds * 1_000)));
parentPort.postMessage((answered * 1_000) / (performance.now() - started));
await pool.close();
