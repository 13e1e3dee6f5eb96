import { startRedis } from '@threepid/contract-tests/redis';
import { OperatorError, withLoggableErrors } from '@threepid/core';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, loggablePath } from '../dist/logger.js';
import { parseStorage } from '../dist/storage-settings.js';
import { openStorage } from '../dist/storage.js';

const password = 'correct-horse-battery';

describe('what a log holds of an error', () => {
  const hung = { command: { name: 'auth', args: [password] }, previousErrors: [password] };

  it('is nothing of its message and its properties, whatever the field is called, and in a child of it', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    const error = Object.assign(new Error(`outer ${password}`), hung, { code: 'E1' });
    logger.error({ err: error }, 'one');
    logger.error({ cause: error, other: 1 }, 'two');
    logger.child({}).error({ err: { ...hung, message: 'three' } }, 'three');
    logger.error(error);
    logger.error({ err: error });
    expect(lines).to.have.length(5);
    for (const line of lines) expect(line).not.to.include(password);
    expect(JSON.parse(lines[0] ?? '')).to.deep.include({ msg: 'one' });
    expect((JSON.parse(lines[1] ?? '') as { cause: unknown }).cause).to.include({ code: 'E1' });
  });
});

describe('the path of a request in the log', () => {
  const call = '/_matrix/identity/versions';
  for (const fence of ['', '/hard-to-guess', '/_matrix/hard-to-guess', '/health/hard-to-guess'])
    it(`is without the fence '${fence}'`, () => {
      expect(loggablePath(`${fence}${call}?sid=x`)).to.equal(call);
    });
});

describe('the log behind the core', () => {
  it('keeps what the core has reduced', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    withLoggableErrors(logger).error({ err: new OperatorError('ours') }, 'one');
    expect((JSON.parse(lines[0] ?? '') as { err: unknown }).err).to.include({
      type: 'OperatorError',
      message: 'ours',
    });
  });
});

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
