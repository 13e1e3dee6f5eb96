import express from 'express';
import { bareVerification } from './bare-verification.mjs';

const { requestToken, submitToken, getValidated3pid } = await bareVerification(process.env);
const base = '/_matrix/identity/api/v1';
const send = (res, { status, body }) => res.status(status).json(body);

const app = express().disable('x-powered-by').disable('etag');
app.post(`${base}/validate/msisdn/requestToken`, express.json(), async ({ body }, res) =>
  send(res, await requestToken(body)),
);
app.post(`${base}/validate/msisdn/submitToken`, express.json(), async ({ body }, res) =>
  send(res, await submitToken(body)),
);
app.get(`${base}/3pid/getValidated3pid`, async ({ query }, res) => send(res, await getValidated3pid(query)));
app.listen(Number(process.env.PORT), '127.0.0.1');
