import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../dist/logger.js';
import { loggableError } from '../dist/loggable-error.js';
import { parseStorage } from '../dist/storage-settings.js';
import { openStorage } from '../dist/storage.js';

const password = 'correct-horse-battery';

describe('what a log holds of an error', () => {
  const hung = { command: { name: 'auth', args: [password] }, previousErrors: [password] };

  it('is its type, message, code, stack and causes, and nothing that hangs on it', () => {
    const cause = Object.assign(new TypeError('inner', { cause: password.length }), hung, { code: 'E1' });
    const error = Object.assign(new Error('outer', { cause }), hung, { lastNodeError: cause, code: 7 });
    const { stack, cause: inner, ...rest } = loggableError(error);
    expect(rest).to.deep.equal({ type: 'Error', message: 'outer', code: 7 });
    expect(stack).to.equal(error.stack);
    expect(inner).to.deep.equal({
      type: 'TypeError',
      message: 'inner',
      code: 'E1',
      stack: cause.stack,
      cause: { type: 'number', message: '21' },
    });
  });

  it('ends where causes go round, and takes what is no error', () => {
    const round = new Error('round');
    round.cause = round;
    expect(JSON.stringify(loggableError(round)).match(/"message"/g)).to.have.length(6);
    expect(loggableError('text')).to.deep.equal({ type: 'string', message: 'text' });
    expect(loggableError(null)).to.deep.equal({ type: 'object', message: 'null' });
    expect(loggableError({ args: [password], code: 'E2' })).to.deep.equal({
      type: 'Object',
      message: '',
      code: 'E2',
    });
    const bare = Object.create(null) as object;
    expect(loggableError(bare)).to.deep.equal({ type: 'Object', message: '' });
  });

  it('is no password of a URL, and no argument that Redis repeats', () => {
    const text = [
      `redis://user:${password}@127.0.0.1:6379 is away`,
      `ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' '${password}' `,
    ];
    for (const message of text)
      expect(JSON.stringify(loggableError(new Error(message)))).not.to.include(password);
  });

  it('is so in the log, whatever the field is called, and in a child of it', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    const error = Object.assign(new Error('outer'), hung);
    logger.error({ err: error }, 'one');
    logger.error({ cause: error, other: 1 }, 'two');
    logger.child({}).error({ err: { ...hung, message: 'three' } }, 'three');
    logger.error(error);
    expect(lines).to.have.length(4);
    for (const line of lines) expect(line).not.to.include(password);
    expect(JSON.parse(lines[0] ?? '')).to.deep.include({ msg: 'one' });
    expect((JSON.parse(lines[1] ?? '') as { cause: unknown }).cause).to.include({ message: 'outer' });
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
