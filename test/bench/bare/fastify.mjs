import Fastify from 'fastify';
import { bareVerification } from './bare-verification.mjs';

const { requestToken, submitToken, getValidated3pid } = await bareVerification(process.env);
const base = '/_matrix/identity/api/v1';
const send = (reply, { status, body }) => reply.code(status).send(body);

const app = Fastify();
app.post(`${base}/validate/msisdn/requestToken`, async ({ body }, reply) =>
  send(reply, await requestToken(body)),
);
app.post(`${base}/validate/msisdn/submitToken`, async ({ body }, reply) =>
  send(reply, await submitToken(body)),
);
app.get(`${base}/3pid/getValidated3pid`, async ({ query }, reply) =>
  send(reply, await getValidated3pid(query)),
);
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
