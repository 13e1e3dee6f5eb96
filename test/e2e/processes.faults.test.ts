import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { get, identityV1, post } from '../identity-client.js';
import { HttpLoad, mostUnread } from '../load.js';
import { ServerProcess } from '../server-process.js';

const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const clients = 12;

describe('the stand-alone server with several processes', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let peer: Awaited<ReturnType<typeof startWebhookPeer>>;
  const started: ServerProcess[] = [];

  beforeEach(async () => {
    // Of its own: an equal request would wait for a message that a killed process was about to send.
    redis = await startRedis();
    peer = await startWebhookPeer(webhookSecret);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.kill()));
    await Promise.all([peer.close(), redis.stop()]);
  });

  const start = (environment: Readonly<Record<string, string>>, detached = false): ServerProcess => {
    const server = new ServerProcess({
      environment: {
        THREEPID_PROCESSES: '2',
        THREEPID_SECRET: 'a-secret-for-tests-of-a-good-length',
        THREEPID_STORAGE: redis.url,
        THREEPID_LIMITS: 'off',
        THREEPID_LOG_LEVEL: 'info',
        THREEPID_SMS: 'webhook',
        THREEPID_WEBHOOK_URL: peer.url,
        THREEPID_WEBHOOK_SECRET: webhookSecret,
        ...environment,
      },
      detached,
    });
    started.push(server);
    return server;
  };

  it('share sessions, go on without one that hangs or is killed, and replace it; end without their supervisor', async () => {
    const server = start({ THREEPID_PROCESSES: '3', THREEPID_METRICS: '127.0.0.1:0' });
    const base = await server.url();
    const [, metrics = ''] = await server.printed(/ \| metrics on (http:\S+)/);
    const pids = await pidsOf(server);
    expect(pids).to.have.length(3);
    const read = await verifiedOverAll(base, peer, pids.length);
    for (const { body } of read) expect(body).to.include({ address: '447400123456' });
    const beforeIt = await counted(metrics);
    process.kill(Number(pids[1]), 'SIGSTOP');
    try {
      await server.printed(/"msg":"a process does not answer, and gets no new connections"/);
      for (const { status } of await allReady(base, pids.length)) expect(status).to.equal(200);
      // It holds up no scrape, and what it said last counts.
      const hung = await counted(metrics);
      expectNoFall(beforeIt, hung);
      expect(hung.get('threepid_workers{state="silent"}')).to.equal(1);
    } finally {
      process.kill(Number(pids[1]), 'SIGCONT');
    }
    await server.printed(/"msg":"the process answers again"/);
    // One of them has sent the message, and soon all know of it.
    let states = await providerStates(base, pids.length);
    while (states.includes('unknown')) states = await providerStates(base, pids.length);
    expect(new Set(states)).to.deep.equal(new Set(['ok']));
    const load = new HttpLoad(base, { clients, keepAlive: true });
    await load.reached(clients * 5);
    const before = await counted(metrics);
    expect(before.get('threepid_requests_total{')).to.be.at.least(clients * 5);
    process.kill(Number(pids[0]), 'SIGKILL');
    expectNoFall(before, await counted(metrics));
    const [, replacement] = await server.printed(/"pid":(\d+),"msg":"the new process is ready"/);
    await load.reached((load.outcomes.get('200') ?? 0) + clients * 5);
    const newcomers = new HttpLoad(base, { clients: 3, keepAlive: false, first: 1_000_000 });
    await newcomers.reached(9);
    expectNoFall(before, await counted(metrics));
    // A client has one request in flight, and stops at its first error.
    expect(load.outcomes.get('ECONNRESET')).to.be.lessThan(clients);
    server.signal('SIGKILL');
    // Its output closes with the last process that holds it.
    expect(await server.exit).to.deep.equal({ code: null, signal: 'SIGKILL' });
    await Promise.all([load.ended, newcomers.ended]);
    expect([...load.outcomes.keys()]).to.have.members(['200', 'ECONNRESET', 'ECONNREFUSED']);
    const served = server.log.filter(({ msg }) => msg === 'request').map(({ pid }) => String(pid));
    expect([...new Set(served)]).to.have.members([...pids, replacement]);
    const [listening, ...others] = server.log.filter(({ msg }) => msg === 'listening');
    expect(listening?.['processes']).to.deep.equal(pids.map(Number));
    expect(others).to.deep.equal([]);
  });

  it('lose no request at a stop', async () => {
    const server = start({ THREEPID_LOG_LEVEL: 'warn' }, true);
    const base = await server.url();
    const loads = [
      new HttpLoad(base, { clients, keepAlive: true }),
      new HttpLoad(base, { clients, keepAlive: false, first: 1_000_000 }),
    ];
    await Promise.all(loads.map((load) => load.reached(clients * 5)));
    // A terminal sends it to all processes.
    server.signalGroup('SIGINT');
    await Promise.all(loads.map((load) => load.ended));
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    const [kept, renewed] = loads.map(({ lost }) => lost);
    expect(kept).to.equal(0);
    expect(renewed).to.be.at.most(mostUnread);
    expect(peer.messages).to.have.length(
      loads.reduce((sum, { outcomes }) => sum + (outcomes.get('200') ?? 0), 0),
    );
    expect(server.stderr.match(/threepid: stopped/g)).to.have.length(1);
  });

  it('say once why they do not start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    const servers = [start({ PORT: port }), start({ THREEPID_STORAGE: 'memory', THREEPID_INBOX: 'on' })];
    for (const server of servers) expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    const [inUse, wrong] = servers.map(({ stderr }) => stderr);
    expect(inUse).to.match(/^threepid: The port is in use: .*\n$/);
    expect(wrong?.match(/THREEPID_PROCESSES: several processes can't/g)).to.have.length(1);
    expect(wrong?.match(/THREEPID_INBOX: /g)).to.have.length(1);
    for (const server of servers) expect(server.log.map(({ msg }) => msg)).to.deep.equal(['not started']);
    taken.close();
  });
});

/** The sums of what was counted, by names with the first label, and whole names of gauges. */
async function counted(url: string): Promise<ReadonlyMap<string, number>> {
  const lines = (await (await fetch(url)).text()).split('\n').filter((line) => line.startsWith('threepid_'));
  const sums = new Map<string, number>();
  for (const line of lines) {
    const [series = '', value] = line.split(' ');
    const name = series.startsWith('threepid_workers') ? series : series.replace(/\{.*/, '{');
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}

function expectNoFall(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  const counters = [...before].filter(([name]) => /_(?:total|count|sum|bucket)\{$/.test(name));
  expect(counters.length).to.be.greaterThan(5);
  for (const [name, sum] of counters) expect(after.get(name), name).to.be.at.least(sum - 1e-9);
}

async function pidsOf(server: ServerProcess): Promise<readonly string[]> {
  const [, pids = ''] = await server.printed(/^processes: \d+ \((.*)\)$/m);
  return pids.split(', ');
}

/** Asks over new connections: those that are kept belong to a process that may not answer. */
function allReady(base: string, count: number) {
  const ask = async () => {
    const [response] = (await once(request(`${base}/health/ready`, { agent: false }).end(), 'response')) as [
      IncomingMessage,
    ];
    return { status: response.statusCode, body: (await json(response)) as Readonly<Record<string, unknown>> };
  };
  return Promise.all(Array.from({ length: count }, ask));
}

/** What each process says of the only provider. */
async function providerStates(base: string, count: number): Promise<readonly unknown[]> {
  const answers = await allReady(base, count);
  return answers.flatMap(({ body }) => body['providers'] as { state: unknown }[]).map(({ state }) => state);
}

/** Verifies a number, and reads the session over several connections at once, so that each process is asked. */
async function verifiedOverAll(
  base: string,
  peer: Awaited<ReturnType<typeof startWebhookPeer>>,
  count: number,
) {
  const phone = { client_secret: 'c', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
  const { body } = await post(base, '/validate/msisdn/requestToken', phone);
  const session = { sid: String(body['sid']), client_secret: 'c' };
  const token = /[0-9]{6}/.exec(peer.messages.at(-1)?.text ?? '')?.[0];
  await post(base, '/validate/msisdn/submitToken', { ...session, token });
  const path = `${identityV1}/3pid/getValidated3pid`;
  return Promise.all(Array.from({ length: count }, () => get(base, path, session)));
}
