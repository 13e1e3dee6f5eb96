import Fastify from 'fastify';
import { threepidPlugin } from '@threepid/fastify';
import { threepidOf } from './threepid-of.mjs';

const app = Fastify({ trustProxy: '127.0.0.1' });
app.register(threepidPlugin, { threepid: await threepidOf(process.env) });
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
