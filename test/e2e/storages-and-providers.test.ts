import type { SmsPeerMessage } from '@threepid/contract-tests';
import {
  startAwsSmsPeer,
  startSnsPeer,
  startTwilioPeer,
  startWebhookPeer,
} from '@threepid/contract-tests/peers';
import { startPerlSmsc } from '@threepid/contract-tests/smsc';
import { startRedis, startRedisCluster, startRedisSentinels } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { get, identityV1, post } from '../identity-client.js';
import { ServerProcess } from '../server-process.js';

/** Something that a test started and has to stop. */
interface Started {
  stop(): Promise<void>;
}

const secret = 'a secret for tests, of a good length';
const clientSecret = 'monkeys_are_GREAT';
const awsCredentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
const aws = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: awsCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: awsCredentials.secretAccessKey,
};
const account = {
  accountSid: `AC${'0'.repeat(32)}`,
  username: `AC${'0'.repeat(32)}`,
  password: 'a token of twilio',
};
const twilio = {
  TWILIO_ACCOUNT_SID: account.accountSid,
  TWILIO_AUTH_TOKEN: account.password,
  TWILIO_FROM: '+15005550006',
};

/** A different number for each session. Fictional numbers would not go to a provider. */
const request = (index: number) => ({
  client_secret: clientSecret,
  country: 'GB',
  phone_number: `0740012345${index}`,
  send_attempt: 1,
});

const codeOf = (messages: readonly SmsPeerMessage[]): string =>
  /[0-9]{6}/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '';

describe('the stand-alone server, with its storages and providers', () => {
  const started: Started[] = [];
  const keep = <T extends Started>(thing: T): T => {
    started.push(thing);
    return thing;
  };
  const closing = <T extends { close(): Promise<void> }>(thing: T): T => {
    started.push({ stop: () => thing.close() });
    return thing;
  };
  const serve = (environment: Readonly<Record<string, string>>): ServerProcess => {
    const server = new ServerProcess({
      environment: { THREEPID_SECRET: secret, THREEPID_LOG_LEVEL: 'warn', ...environment },
    });
    started.push({ stop: () => server.kill() });
    return server;
  };

  afterEach(async () => {
    await Promise.all(started.splice(0).map((thing) => thing.stop()));
  });

  /** Requests a code at one server, submits it at another and reads the result at a third: they share their storage. */
  async function verify(
    servers: readonly ServerProcess[],
    messagesOf: () => readonly SmsPeerMessage[] | Promise<readonly SmsPeerMessage[]>,
  ): Promise<void> {
    const [asked = '', submitted = asked, read = submitted] = await Promise.all(
      servers.map((server) => server.url()),
    );
    const opened = await post(asked, '/validate/msisdn/requestToken', request(1));
    expect(opened.body).to.include({ success: true, msisdn: '447400123451' });
    const messages = await messagesOf();
    expect(messages.map(({ to }) => to)).to.deep.equal(['+447400123451']);
    const session = { sid: String(opened.body['sid']), client_secret: clientSecret };
    const answer = await post(submitted, '/validate/msisdn/submitToken', {
      ...session,
      token: codeOf(messages),
    });
    expect(answer.body).to.deep.equal({ success: true });
    const validated = await get(read, `${identityV1}/3pid/getValidated3pid`, session);
    expect(validated.body).to.include({ medium: 'msisdn', address: '447400123451' });
    const ready = await get(read, '/health/ready');
    expect(ready.status).to.equal(200);
  }

  it('verifies a number through Redis and the AWS SDK, over three servers', async () => {
    const redis = keep(await startRedis());
    const sns = closing(await startSnsPeer(awsCredentials));
    const environment = {
      ...aws,
      THREEPID_STORAGE: redis.url,
      THREEPID_SMS: 'sns',
      AWS_ENDPOINT_URL_SNS: sns.url,
    };
    await verify([serve(environment), serve(environment), serve(environment)], () => sns.messages);
  });

  it('sends nothing while fewer replicas than THREEPID_REDIS_WAIT_REPLICAS have the data', async () => {
    const redis = keep(await startRedis());
    const sns = closing(await startSnsPeer(awsCredentials));
    const server = serve({
      ...aws,
      THREEPID_STORAGE: redis.url,
      THREEPID_REDIS_WAIT_REPLICAS: '1',
      THREEPID_SMS: 'sns',
      AWS_ENDPOINT_URL_SNS: sns.url,
    });
    const url = await server.url();
    expect((await post(url, '/validate/msisdn/requestToken', request(1))).status).to.equal(503);
    expect(sns.messages).to.have.length(0);
    keep(await startRedis({ replicaof: `${redis.host} ${redis.port}` }));
    // The replica's link is up before the master counts it, which takes a write that the replica has acknowledged.
    const isCounted = async (): Promise<boolean> => {
      await redis.command('SET', 'written', 'for the replica', 'PX', '1000');
      return /slave0:.*state=online,offset=[1-9]/.test(await redis.command('INFO', 'replication'));
    };
    while (!(await isCounted())) await new Promise((resolve) => setImmediate(resolve));
    await verify([server], () => sns.messages);
  });

  it('verifies a number through a Redis Cluster and Twilio', async () => {
    const cluster = keep(await startRedisCluster());
    const peer = closing(await startTwilioPeer(account));
    const nodes = cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
    const environment = {
      ...twilio,
      THREEPID_STORAGE: `redis-cluster://${nodes}`,
      THREEPID_SMS: 'twilio',
      TWILIO_BASE_URL: peer.url,
    };
    await verify([serve(environment), serve(environment)], () => peer.messages);
  });

  it('verifies a number through Redis Sentinel and a signed webhook', async () => {
    const sentinels = keep(await startRedisSentinels());
    const secrets = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const peer = closing(await startWebhookPeer(secrets));
    const nodes = sentinels.sentinels.map(({ host, port }) => `${host}:${port}`).join(',');
    const environment = {
      THREEPID_STORAGE: `redis-sentinel://${nodes}/${sentinels.name}`,
      THREEPID_SMS: 'webhook',
      THREEPID_WEBHOOK_URL: peer.url,
      THREEPID_WEBHOOK_SECRET: secrets,
    };
    await verify([serve(environment), serve(environment)], () => peer.messages);
  });

  it('tries the next provider if the first refuses, and logs it', async () => {
    const sns = closing(await startSnsPeer(awsCredentials));
    const peer = closing(await startTwilioPeer(account));
    await sns.play('refuse');
    const server = serve({
      ...aws,
      ...twilio,
      THREEPID_SMS: 'sns,twilio',
      THREEPID_LOG_LEVEL: 'info',
      AWS_ENDPOINT_URL_SNS: sns.url,
      TWILIO_BASE_URL: peer.url,
    });
    await verify([server], () => peer.messages);
    expect(sns.messages).to.have.length(0);
    await server.printed(/"country":"GB".*"msg":"request"/);
    const { requestId } = server.log.find(({ sender }) => sender === 'sns') ?? {};
    const [sent] = server.log.filter(({ msg, country }) => msg === 'request' && country === 'GB');
    expect(requestId).to.be.a('string').and.equal(sent?.['requestId']);
    const { body } = await get(await server.url(), '/health/ready');
    const states = (body['providers'] as readonly Record<string, unknown>[]).map(
      ({ name, state, breaker }) => [name, state, breaker],
    );
    expect(states).to.deep.equal([
      ['sns', 'failing', 'closed'],
      ['twilio', 'ok', 'closed'],
    ]);
  });

  it('answers 503 while Redis is down, sends nothing, and recovers automatically, with AWS End User Messaging', async () => {
    const redis = keep(await startRedis());
    const sms = closing(await startAwsSmsPeer(awsCredentials));
    const server = serve({
      ...aws,
      THREEPID_STORAGE: redis.url,
      THREEPID_SMS: 'aws',
      AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: sms.url,
    });
    const base = await server.url();
    expect((await post(base, '/validate/msisdn/requestToken', request(1))).status).to.equal(200);
    await redis.kill();
    const away = await post(base, '/validate/msisdn/requestToken', request(2));
    expect([away.status, away.body['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
    const others = Array.from({ length: 30 }, () => post(base, '/validate/msisdn/requestToken', request(2)));
    for (const { status } of await Promise.all(others)) expect(status).to.equal(503);
    const failures = server.log.filter(({ msg }) => msg === 'request failed');
    // One log line per 10 seconds with a cause; the others are only counted.
    expect(failures.length).to.be.within(1, 5);
    expect(failures[0]?.['err'])
      .to.have.property('message')
      .that.matches(/^Redis: ./);
    expect(failures[0]?.['err']).to.have.nested.property('cause.type');
    expect(failures[0]?.['requestId']).to.be.a('string').and.equal(away.headers.get('x-request-id'));
    expect((await get(base, '/health/ready')).status).to.equal(503);
    expect((await get(base, '/health/live')).status).to.equal(200);
    expect(sms.messages).to.have.length(1);
    await redis.restart();
    let again = await post(base, '/validate/msisdn/requestToken', request(2));
    while (again.status === 503) again = await post(base, '/validate/msisdn/requestToken', request(2));
    expect(again.status).to.equal(200);
    expect(sms.messages).to.have.length(2);
    // A message lives as long as its code.
    expect(sms.messages[0]?.request['TimeToLive']).to.be.within(590, 600);
  });

  it('requires a secret if sessions outlive it, and reports all that is missing', async () => {
    const server = serve({
      THREEPID_SECRET: '',
      THREEPID_STORAGE: 'redis://127.0.0.1:1',
      THREEPID_SMS: 'twilio,smpp',
    });
    expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    for (const name of ['THREEPID_SECRET', 'TWILIO_ACCOUNT_SID', 'SMPP_HOST'])
      expect(server.stderr).to.include(name);
  });

  const withoutRegion = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

  it('exits with 1 and lists all errors if the AWS SDK lacks settings, with Redis as its storage', async () => {
    const redis = keep(await startRedis());
    const server = serve({
      ...withoutRegion,
      THREEPID_STORAGE: redis.url,
      THREEPID_SMS: 'sns,webhook',
      THREEPID_WEBHOOK_URL: 'http://127.0.0.1:0/send',
    });
    expect(await server.exit).to.deep.equal({ code: 1, signal: null });
    for (const name of ['AWS_REGION', 'THREEPID_WEBHOOK_URL', 'THREEPID_WEBHOOK_SECRET'])
      expect(server.stderr).to.match(new RegExp(`^ +- ${name}: `, 'm'));
    expect(server.log.map(({ msg }) => msg)).to.deep.equal(['not started']);
  });

  it('exits with 1 if its port is in use, with Redis as its storage', async () => {
    const redis = keep(await startRedis());
    const first = serve({ THREEPID_STORAGE: redis.url });
    const { port } = new URL(await first.url());
    const second = serve({ ...aws, THREEPID_STORAGE: redis.url, THREEPID_SMS: 'sns', PORT: port });
    expect(await second.exit).to.deep.equal({ code: 1, signal: null });
    expect(second.stderr).to.include('The port is in use').and.not.include('    at ');
  });

  it('verifies a number through an SMSC', async () => {
    const smsc = keep(await startPerlSmsc());
    const server = serve({
      THREEPID_SMS: 'smpp',
      SMPP_HOST: '127.0.0.1',
      SMPP_PORT: String(smsc.port),
      SMPP_SYSTEM_ID: 'threepid',
      SMPP_PASSWORD: 'secret08',
    });
    await verify([server], async () => {
      await smsc.sync();
      return smsc.messages.map(({ to, text }) => ({ to: `+${to}`, text }));
    });
  });
});
