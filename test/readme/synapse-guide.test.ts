import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { post } from '../identity-client.js';
import { freePort } from './program.js';
import {
  blockWith,
  homeserverYaml,
  pageBlocks,
  startByPage,
  synapsePage,
  writeSettings,
} from './synapse-page.js';

const run = promisify(execFile);

describe(synapsePage, () => {
  let folder: string;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let port: string;
  /** The guide's text with only the port and the Redis of this test changed. */
  const here = (text: string): string =>
    text.replaceAll('8090', port).replaceAll('127.0.0.1:6379', new URL(redis.url).host);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'synapse-guide-'));
    redis = await startRedis();
    port = String(await freePort());
    await writeSettings(folder, here);
  });
  after(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true });
  });

  it('creates a settings file that only its owner can read, with a new secret', () => {
    const file = join(folder, 'threepid.env');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readFileSync(file, 'utf8')).to.match(/^THREEPID_SECRET=[A-Za-z0-9+/]{64}$/m);
  });

  it('starts a server that prints what the guide shows, and answers a delegate in production', async () => {
    const server = startByPage(folder);
    try {
      await server.url();
      expect(server.output).to.include(here(blockWith('threepid listens on')));
      const [call] = pageBlocks.filter(({ text }) => text.startsWith('curl') && text.includes('8090'));
      const { stdout } = await run('bash', ['-c', here(call?.text ?? '')]);
      const answer = JSON.parse(stdout) as { readonly sid: string };
      const shown = JSON.parse(blockWith('"msisdn":"447700900001"')) as object;
      expect({ ...answer, sid: '' }).to.deep.equal({ ...shown, sid: '' });
      const wrongCode = { client_secret: 'trying_it', sid: answer.sid, token: '000000' };
      const { body } = await post(`http://127.0.0.1:${port}`, '/validate/msisdn/submitToken', wrongCode);
      expect(body).to.deep.equal(JSON.parse(blockWith('"M_TOKEN_INCORRECT"')));
    } finally {
      await server.kill();
    }
  });

  it('points Synapse to the address of the server', () => {
    expect(parse(homeserverYaml())).to.deep.equal({
      public_baseurl: 'https://matrix.example.org/',
      account_threepid_delegates: { msisdn: 'http://127.0.0.1:8090' },
      enable_registration: true,
      registrations_require_3pid: ['msisdn'],
    });
    expect(blockWith('cat > threepid.env')).to.include('HOST=127.0.0.1\nPORT=8090\n');
  });

  it('runs the same command in the service', () => {
    const command = pageBlocks.find(({ text }) => text.startsWith('node '))?.text ?? '';
    expect(blockWith('[Service]')).to.include(`ExecStart=/usr/bin/${command}`);
    expect(command).to.equal('node --env-file=threepid.env packages/server/dist/main.js\n');
  });
});
