import { lookup } from 'node:dns/promises';

/**
 * The address to listen on. The name `localhost` may have several: Fastify would open more servers by itself, which don't
 * stop gracefully.
 */
export async function addressOf(host: string): Promise<string> {
  return host === 'localhost' ? (await lookup(host)).address : host;
}
