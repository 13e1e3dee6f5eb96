import { expect } from 'chai';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleRequest, get, identityV1, post } from '../identity-client.js';
import { root, ServerProcess, type ServerProcessOptions } from '../server-process.js';

describe('the stand-alone server, as a process', () => {
  const started: ServerProcess[] = [];
  const start = (options: ServerProcessOptions = {}): ServerProcess => {
    const server = new ServerProcess(options);
    started.push(server);
    return server;
  };

  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.kill()));
  });

  it('summarises its settings in one line, and verifies a number with the code from the console', async () => {
    const server = start();
    const base = await server.url();
    const [line] = await server.printed(/^threepid listens on .*$/m);
    expect(line)
      .to.include(base)
      .and.include('storage memory')
      .and.include('SMS console')
      .and.include('development');
    const opened = await post(base, '/validate/msisdn/requestToken', exampleRequest);
    expect(opened.status).to.equal(200);
    expect(opened.body).to.include({ success: true, msisdn: '447700900001', intl_fmt: '+44 7700 900001' });
    const session = { sid: opened.body['sid'], client_secret: exampleRequest.client_secret };
    const submitted = await post(base, '/validate/msisdn/submitToken', {
      ...session,
      token: await server.code(),
    });
    expect(submitted.body).to.deep.equal({ success: true });
    const read = await get(base, `${identityV1}/3pid/getValidated3pid`, session as Record<string, string>);
    expect(read.body).to.include({ medium: 'msisdn', address: '447700900001' });
    expect(read.body['validated_at']).to.be.a('number');
  });

  it('prints its settings for --help, its version for --version, and refuses other arguments', async () => {
    const [help, version, other] = [
      start({ args: ['--help'] }),
      start({ args: ['--version'] }),
      start({ args: ['--hlep'] }),
    ];
    expect(await help.exit).to.deep.equal({ code: 0, signal: null });
    expect(help.stdout).to.include('THREEPID_SECRET').and.include('PORT (default: 8090)');
    expect(await version.exit).to.deep.equal({ code: 0, signal: null });
    const manifest = JSON.parse(readFileSync(`${root}packages/server/package.json`, 'utf8')) as {
      version: string;
    };
    expect(version.stdout).to.equal(`${manifest.version}\n`);
    expect(await other.exit).to.deep.equal({ code: 2, signal: null });
    expect(other.stderr).to.equal('threepid: --hlep: no such option; did you mean --help?\n');
  });

  it('reads the files of --env-file: the last one counts, and what is set already stays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threepid-env-'));
    const files = ['one.env', 'two.env'].map((name) => join(folder, name));
    const [one = '', two = ''] = files;
    writeFileSync(one, 'PORT=http\nTHREEPID_LIMITS=no\nTHREEPID_LOG_LEVEL=loud\n');
    writeFileSync(two, 'THREEPID_LOG_LEVEL=info\n');
    const server = start({ args: files.flatMap((file) => ['--env-file', file]) });
    expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    expect(server.stderr.match(/- (?:THREEPID_\w+|PORT):/g)).to.deep.equal(['- THREEPID_LIMITS:']);
    rmSync(folder, { recursive: true });
  });

  it('lists all invalid settings, and does not start', async () => {
    const server = start({
      environment: {
        PORT: 'http',
        THREEPID_LIMITS: 'no',
        THREEPID_GUARD: 'on',
        THREEPID_LOG_LEVEL: 'loud',
        THREEPID_PUBLIC_URL: 'example.org',
      },
    });
    expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    for (const name of [
      'PORT',
      'THREEPID_LIMITS',
      'THREEPID_GUARD',
      'THREEPID_LOG_LEVEL',
      'THREEPID_PUBLIC_URL',
    ]) {
      expect(server.stderr).to.match(new RegExp(`^ +- ${name}: `, 'm'));
    }
    expect(server.stderr).to.include('--help').and.not.include('    at ');
    expect(server.log.map(({ msg }) => msg)).to.deep.equal(['not started']);
    expect(server.log[0]?.['errors']).to.have.length(5);
  });

  it('says what to do when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const server = start({ environment: { PORT: String((other.address() as AddressInfo).port) } });
    const exit = await server.exit;
    other.close();
    expect(exit).to.deep.equal({ code: 1, signal: null });
    expect(server.stderr).to.include('in use').and.include('PORT').and.not.include('    at ');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`answers a half-received request after ${signal}, and exits with 0`, async () => {
      const server = start();
      const base = await server.url();
      const idle = await openConnection(base);
      const slow = await openConnection(base);
      const body = JSON.stringify(exampleRequest);
      slow.write(`${headOf('/validate/msisdn/requestToken', body.length)}${body.slice(0, 20)}`);
      // The head has arrived before the signal, because a later request on another connection is answered.
      await get(base, '/health/live');
      server.signal(signal);
      await server.printed(new RegExp(`${signal}: `));
      const answer = readAll(slow);
      slow.write(body.slice(20));
      expect(await answer)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.include('"success":true');
      expect(await server.exit).to.deep.equal({ code: 0, signal: null });
      expect(server.messages).to.equal(1);
      idle.destroy();
    });
  }

  it('loses no request on a connection that is reused until the stop', async () => {
    const server = start({ environment: { THREEPID_LIMITS: 'off', THREEPID_GUARD: 'off' } });
    const base = await server.url();
    const secrets = Array.from({ length: 40 }, (_, index) => `session.${index}`);
    const answers = secrets.map((client_secret) =>
      post(base, '/validate/msisdn/requestToken', { ...exampleRequest, client_secret }),
    );
    await Promise.any(answers);
    server.signal('SIGTERM');
    const settled = await Promise.allSettled(answers);
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    const answered = settled.filter((result) => result.status === 'fulfilled');
    expect(answered.every(({ value }) => value.status === 200)).to.equal(true);
    // Every sent message has an answer with its session; a connection that came too late has neither.
    expect(server.messages).to.equal(answered.length);
  });

  it('keeps idle connections for the configured time, and closes them all when it stops', async () => {
    const server = start({ environment: { THREEPID_KEEP_ALIVE_SECONDS: '3600' } });
    const base = await server.url();
    const idle = await Promise.all(Array.from({ length: 20 }, () => openConnection(base)));
    const answers = idle.map(async (socket) => {
      socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString();
    });
    for (const answer of await Promise.all(answers))
      expect(answer).to.match(/^keep-alive: timeout=3600\r$/im);
    server.signal('SIGTERM');
    await Promise.all(idle.map((socket) => once(socket, 'close')));
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
  });

  it('accepts no new connection once it stops; with a silent log, only a person is told', async () => {
    const server = start({ environment: { THREEPID_LOG_LEVEL: 'silent' } });
    const base = await server.url();
    server.signal('SIGTERM');
    await server.exit;
    const refused = await fetch(`${base}/health/live`).then(
      () => false,
      () => true,
    );
    expect(refused).to.equal(true);
    expect(server.stdout).to.equal('');
    expect(server.stderr).to.match(/^threepid listens on [^]*\nthreepid: stopped\n$/);
  });

  it('starts afresh after it was killed during requests: old sessions are unknown, and the same request works', async () => {
    const first = start({ environment: { THREEPID_LIMITS: 'off', THREEPID_GUARD: 'off' } });
    const base = await first.url();
    const opened = await post(base, '/validate/msisdn/requestToken', exampleRequest);
    const code = await first.code();
    const underWay = Array.from({ length: 50 }, (_, index) =>
      post(base, '/validate/msisdn/requestToken', { ...exampleRequest, client_secret: `killed.${index}` }),
    );
    await Promise.any(underWay);
    await first.kill();
    const settled = await Promise.allSettled(underWay);
    expect(settled.every((result) => result.status === 'rejected' || result.value.status === 200)).to.equal(
      true,
    );

    const second = start({ environment: { PORT: new URL(base).port } });
    expect(await second.url()).to.equal(base);
    const session = { sid: String(opened.body['sid']), client_secret: exampleRequest.client_secret };
    const submitted = await post(base, '/validate/msisdn/submitToken', { ...session, token: code });
    expect([submitted.status, submitted.body['errcode']]).to.deep.equal([404, 'M_NO_VALID_SESSION']);
    const read = await get(base, `${identityV1}/3pid/getValidated3pid`, session);
    expect([read.status, read.body['errcode']]).to.deep.equal([404, 'M_NO_VALID_SESSION']);
    const again = await post(base, '/validate/msisdn/requestToken', exampleRequest);
    expect(again.status).to.equal(200);
    const token = await second.code();
    const done = await post(base, '/validate/msisdn/submitToken', {
      ...session,
      sid: again.body['sid'],
      token,
    });
    expect(done.body).to.deep.equal({ success: true });
  });

  it('starts with `npm start`, and stops with Ctrl-C', async () => {
    const server = start({ command: ['npm', 'start'], detached: true });
    const base = await server.url();
    expect((await get(base, '/health/live')).body).to.deep.equal({ status: 'ok' });
    server.signalGroup('SIGINT');
    await server.printed(/threepid: stopped/);
    await server.exit;
  });
});

async function openConnection(base: string): Promise<Socket> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

function headOf(call: string, length: number): string {
  return `POST ${identityV1}${call} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
}

/** All data until the other side closes. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
