import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ExampleEnvironment } from '@threepid/example-environment';
import { AppModule } from './app-module.js';
import { ENVIRONMENT } from './environment-module.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, {
  logger: ['error', 'warn'],
  abortOnError: false,
});
const { host, port, trustProxy } = app.get<ExampleEnvironment>(ENVIRONMENT);
// Trusts X-Forwarded-For of these proxies: without it, all callers behind a proxy count as one.
app.set('trust proxy', [...trustProxy]);
// On SIGINT and SIGTERM, in-flight requests are answered, and then the clients are closed.
app.enableShutdownHooks();
await app.listen(port, host);
console.log(`The NestJS example listens on ${await app.getUrl()}`);
