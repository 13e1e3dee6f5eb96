import express from 'express';
import { threepidMiddleware } from '@threepid/express';
import { threepidOf } from './threepid-of.mjs';

const app = express();
app.set('trust proxy', 'loopback');
app.use(threepidMiddleware(await threepidOf(process.env)));
app.listen(Number(process.env.PORT), '127.0.0.1');
