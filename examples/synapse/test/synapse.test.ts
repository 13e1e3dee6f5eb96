import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { call, RunningExample } from '@threepid/example-testing';
import { expect } from 'chai';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const yaml = new URL('../homeserver.yaml', import.meta.url);

/** `npm run replay`, whose input is what `type` resolves to once it runs; answers its output and exit code. */
async function replay(
  url: string,
  type: () => Promise<string>,
): Promise<{ readonly output: string; readonly exit: unknown }> {
  const args = ['run', 'replay', '--silent', '-w', 'examples/synapse', '--', url];
  const child = spawn('npm', args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'close');
  const output = text(child.stdout);
  child.stdin.end(await type());
  return { output: await output, exit: (await exit)[0] };
}

describe('the synapse example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };
  before(async () => {
    example = await RunningExample.start('synapse', { THREEPID_ACCOUNTS: '447400999999=@alice:example.org' });
  });
  after(() => example.kill());

  it("verifies a number by Synapse's calls, which may be early, late and repeated", async () => {
    const from = example.output.length;
    const { output, exit } = await replay(example.url, async () => `12345\n${await example.code(from)}\n\n`);
    expect(exit, output).to.equal(0);
    const calls = [...output.matchAll(/^Synapse {2}> (?:POST|GET) ([^ ?]+)/gm)].map(([, path]) => path);
    const statuses = [...output.matchAll(/^threepid < (\d+)/gm)].map(([, status]) => Number(status));
    const read = '/3pid/getValidated3pid';
    const submit = '/validate/msisdn/submitToken';
    const expected = ['/validate/msisdn/requestToken', read, submit, submit, read, read, read];
    expect(calls).to.deep.equal(expected);
    expect(statuses).to.deep.equal([200, 400, 400, 200, 200, 200, 200]);
    const threePids = [...output.matchAll(/^threepid < 200 (.*"medium".*)$/gm)].map(([, body]) => body);
    expect(threePids).to.have.length(3);
    expect(new Set(threePids).size, 'the same each time').to.equal(1);
    expect(JSON.parse(threePids[0] ?? '')).to.include({ medium: 'msisdn', address: '447700900123' });
    expect(output).to.include('Verified.');
  });

  it('says that accounts are no business of a delegate', async () => {
    await example.printed(/THREEPID_ACCOUNTS is not read here/);
    const register = `${example.url}/_matrix/client/v3/register/msisdn/requestToken`;
    expect((await call(register, {})).status).to.equal(404);
  });

  it('has a homeserver.yaml that names where it listens by default', async () => {
    expect(parse(await readFile(yaml, 'utf8'))).to.deep.equal({
      public_baseurl: 'https://matrix.example.org/',
      account_threepid_delegates: { msisdn: 'http://127.0.0.1:8090' },
    });
  });

  it('shows the same lines in its README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const shown = /^```yaml\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
    expect(parse(shown)).to.deep.equal(parse(await readFile(yaml, 'utf8')));
  });

  it('stops when it is told to', async () => {
    expect(await example.stop()).to.be.oneOf([0, 130, null]);
  });
});

it('the synapse example is closed to others than the listed delegates', async function () {
  this.timeout(120_000);
  const example = await RunningExample.start('synapse', { THREEPID_DELEGATES: '192.0.2.1' });
  try {
    const { status, body } = await call(
      `${example.url}/_matrix/identity/api/v1/validate/msisdn/requestToken`,
      {},
    );
    expect([status, body['errcode']]).to.deep.equal([403, 'M_FORBIDDEN']);
  } finally {
    await example.kill();
  }
});
