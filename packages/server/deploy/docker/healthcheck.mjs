// Ends with 0 if the server in this container answers `/health/live`. The image has no shell command that could ask.
import { get } from 'node:http';

const { HOST = '0.0.0.0', PORT = '8090' } = process.env;
const everyAddress = ['0.0.0.0', '::'];
const hostname = everyAddress.includes(HOST) ? '127.0.0.1' : HOST;

get({ hostname, port: PORT, path: '/health/live', timeout: 4_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
})
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
