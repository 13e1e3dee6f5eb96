import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../dist/log/logger.js';
import { parseStorage } from '../../dist/settings/parsers/parse-storage.js';
import { openStorage } from '../../dist/storage/open-storage.js';

const password = 'correct-horse-battery';

describe('the log of a connection to Redis', () => {
  const users = ['default', 'user'];
  const loginAt = (url: string, user: string): string =>
    url.replace('redis://', `redis://${user === 'default' ? '' : user}:${password}@`);

  for (const user of users) {
    it(`has no password of ${user} that Redis refuses`, async () => {
      const redis = await startRedis();
      try {
        await redis.command('CONFIG', 'SET', 'requirepass', 'another');
        expect(await logOf(loginAt(redis.url, user))).to.include('WRONGPASS');
      } finally {
        await redis.stop();
      }
    });

    it(`has no password of ${user} that Redis repeats, since it knows no such command`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'threepid-log-'));
      const include = join(folder, 'old.conf');
      await writeFile(include, 'rename-command HELLO ""\nrename-command AUTH ""\n');
      const redis = await startRedis({ include });
      try {
        expect(await logOf(loginAt(redis.url, user))).to.include('unknown command');
      } finally {
        await redis.stop();
        await rm(folder, { recursive: true });
      }
    });
  }
});

/** Lets a storage fail to log in, and answers the log, which has no password in it. */
async function logOf(url: string): Promise<string> {
  const lines: string[] = [];
  let wake = (): void => undefined;
  const warned = new Promise<void>((resolve) => (wake = resolve));
  const write = (line: string): void => {
    lines.push(line);
    wake();
  };
  const logger = createLogger('trace', { write });
  const storage = await openStorage({ storage: parseStorage(url), maxSessions: 1, waitReplicas: 0 }, logger);
  const failure: unknown = await storage.sessions.ready().catch((error: unknown) => error);
  logger.warn({ err: failure }, 'not ready');
  await warned;
  await storage.close();
  expect(lines.join('')).not.to.include(password);
  expect(lines.join('')).not.to.match(/"(?:command|args|previousErrors)"/);
  return lines.join('');
}
