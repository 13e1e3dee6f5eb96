import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConformanceHost } from '../conformance/conformance-host.js';
import { officialTexts } from '../conformance/official-texts.js';
import { root, ServerProcess } from '../server-process.js';
import { officialDocument } from './official-document.js';
import {
  schemathesisDocuments as documents,
  testCode,
  testNumbers,
  type SchemathesisDocument,
} from './schemathesis-documents.js';

const program = `${root}test/peers/.venv/bin/schemathesis`;
const settings = `${root}test/peers/schemathesis.toml`;

describe('schemathesis finds nothing', function () {
  this.timeout(300_000);
  let folder: string;
  let homeserver: Server;
  let server: ServerProcess;
  let host: ConformanceHost;

  before(async function () {
    if (officialTexts === undefined) {
      console.log('    ../shared/spec does not exist: nothing to generate calls from');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
    homeserver = await startHomeserver();
    server = new ServerProcess({ environment: environment(homeserver) });
    host = await ConformanceHost.start({ perNumber: [] });
  });
  after(async () => {
    if (officialTexts === undefined) return;
    await Promise.all([server.kill(), host.close()]);
    homeserver.close();
    rmSync(folder, { recursive: true });
  });

  it('in the identity API v1 of the standalone server', async () => {
    await run(await server.url(), documents.v1);
  });

  it('in the identity API v2 of the standalone server', async () => {
    const url = await server.url();
    await run(url, documents.v2, await accountOf(url));
  });

  it('in the versions and pings of the standalone server', async () => {
    await run(await server.url(), documents.versions);
  });

  it('in the client-server API of a host', async () => {
    await run(host.url, documents.client);
  });

  it('in the reset of passwords of a host', async () => {
    await run(host.url, documents.password);
  });

  async function run(url: string, document: SchemathesisDocument, token?: string): Promise<void> {
    const file = join(folder, 'document.json');
    writeFileSync(file, JSON.stringify(officialDocument(document)));
    const { code, output } = await schemathesis(folder, [
      ...['--config-file', settings, 'run', file, '--no-color'],
      ...['--url', `${url}${document.basePath}`],
      ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
    ]);
    expect(code, output).to.equal(0);
    console.log(`      ${/\d+ generated/.exec(output)?.[0] ?? ''}`);
  }
});

/** A homeserver whose OpenID tokens are all Alice's. */
async function startHomeserver(): Promise<Server> {
  const homeserver = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ sub: '@alice:example.org' }));
  });
  await once(homeserver.listen(0, '127.0.0.1'), 'listening');
  return homeserver;
}

function environment(homeserver: Server): Readonly<Record<string, string>> {
  return {
    THREEPID_HOMESERVERS: `example.org=http://127.0.0.1:${(homeserver.address() as AddressInfo).port}`,
    THREEPID_NEXT_LINK_HOSTS: 'example.org',
    THREEPID_TEST_NUMBERS: testNumbers.map((number) => `+44${number}=${testCode}@2099-12-31`).join(','),
    // All calls come from one address.
    THREEPID_LIMITS: 'off',
  };
}

async function accountOf(url: string): Promise<string> {
  const response = await fetch(`${url}/_matrix/identity/v2/account/register`, {
    method: 'POST',
    body: JSON.stringify({ matrix_server_name: 'example.org', access_token: 'openid' }),
  });
  return ((await response.json()) as { readonly token: string }).token;
}

/** @param cwd where it leaves what it keeps between runs. */
async function schemathesis(
  cwd: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: Buffer.concat(chunks).toString() };
}
