import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleRequest, get, post } from '../identity-client.js';
import { root, ServerProcess } from '../server-process.js';

/** A sender that warns as Node does, and that an error ends the process of which it doesn't catch. */
const sender = `export default () => ({
  name: 'crashing',
  send: ({ to }) => {
    process.emitWarning('a warning for a person');
    if (to.endsWith('9')) setImmediate(() => { throw new Error('of ' + to); });
    return Promise.resolve({ kind: 'sent', messageId: '1' });
  },
});`;

describe('the log of the stand-alone server, as a process', () => {
  let folder: string;
  let server: ServerProcess;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'threepid-log-'));
    writeFileSync(join(folder, 'sender.mjs'), sender);
  });
  after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true });
  });

  it('is JSON in each line of standard output, up to a crash; what is for a person is on standard error', async () => {
    server = new ServerProcess({ environment: { THREEPID_SMS: join(folder, 'sender.mjs') } });
    const base = await server.url();
    await get(base, '/somewhere/else');
    await post(base, '/validate/msisdn/requestToken', { ...exampleRequest, country: 'nowhere' });
    await post(base, '/validate/msisdn/requestToken', exampleRequest);
    await server.code();
    await post(base, '/validate/msisdn/requestToken', { ...exampleRequest, phone_number: '07400123456' });
    await post(base, '/validate/msisdn/requestToken', {
      ...exampleRequest,
      phone_number: '07400123459',
    }).catch(() => undefined);
    expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    const messages = server.log.map(({ msg }) => msg);
    expect(messages).to.include.members(['listening', 'request', 'crashed']);
    expect(server.log.find(({ msg }) => msg === 'listening')).to.deep.include({
      url: base,
      storage: 'memory',
      providers: [join(folder, 'sender.mjs')],
      guard: 'enforce',
      production: false,
      warnings: [],
    });
    expect(server.log.at(-1)).to.deep.include({ level: 60, msg: 'crashed', origin: 'uncaughtException' });
    expect(server.stdout).not.to.include('7400123459');
    expect(server.stderr).to.include('a warning for a person').and.include('Error: of +447400123459');
  });

  it('goes on while neither output can be written: to a full disk, and to a pipe that nobody reads any more', async () => {
    const main = join(root, 'packages/server/dist/main.js');
    server = new ServerProcess({
      command: ['/bin/sh', '-c', 'exec "$0" "$1" > /dev/full', process.execPath, main],
    });
    const base = await server.url();
    await server.printed(/the log can't be written: ENOSPC/);
    server.closeErrors();
    for (const number of ['07400123456', '07400123457']) {
      const asked = { ...exampleRequest, phone_number: number };
      expect(await post(base, '/validate/msisdn/requestToken', asked)).to.include({ status: 200 });
    }
    server.signal('SIGTERM');
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
  });
});
