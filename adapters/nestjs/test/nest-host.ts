import {
  Module,
  type INestApplication,
  type ModuleMetadata,
  type NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Nest's platforms, with the proxies that they trust. */
export const platforms = {
  Express: (): AbstractHttpAdapter => {
    const adapter = new ExpressAdapter();
    adapter.set('trust proxy', 'loopback');
    return adapter;
  },
  Fastify: (): AbstractHttpAdapter => new FastifyAdapter({ trustProxy: '127.0.0.1' }),
};

/** A Nest app whose root module has `metadata`; it doesn't listen yet. */
export function createApp(
  adapter: AbstractHttpAdapter,
  metadata: ModuleMetadata,
  options: NestApplicationOptions = {},
): Promise<INestApplication> {
  @Module({})
  class AppModule {}
  const root = { module: AppModule, ...metadata };
  return NestFactory.create(root, adapter, { logger: false, abortOnError: false, ...options });
}

/** Starts an app on a free port of 127.0.0.1, and returns its URL. */
export async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
