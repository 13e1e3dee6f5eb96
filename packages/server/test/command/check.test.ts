import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Environment } from 'threepid';
import { check } from '../../dist/command/check.js';

const secret = { THREEPID_SECRET: 'of-a-test-'.repeat(4) };

async function findingsOf(environment: Environment): Promise<readonly string[]> {
  return (await check(environment)).map(({ kind, text }) => `${kind} ${text}`);
}

describe('--check', () => {
  it('reports every error of the settings', async () => {
    const findings = await findingsOf({ PORT: 'http', THREEPID_SMSS: 'sns' });
    expect(findings).to.deep.equal([
      'error PORT: must be a whole number from 0 to 65535',
      'error THREEPID_SMSS: no such setting; did you mean THREEPID_SMS?',
    ]);
  });

  it('warns of what the start would warn of', async () => {
    const findings = await findingsOf({ THREEPID_SECRET: 'short', THREEPID_GUARD: 'monitor' });
    expect(
      findings.filter((line) => line.startsWith('warning')).map((line) => line.slice(8, 30)),
    ).to.deep.equal(['THREEPID_GUARD=monitor', 'THREEPID_SECRET has fe']);
  });

  it('says in a line each what it does not reach, without passwords', async () => {
    const findings = await findingsOf({
      ...secret,
      THREEPID_STORAGE: 'redis://user:hunter2@127.0.0.1:1',
      THREEPID_SMS: 'webhook,console',
      THREEPID_WEBHOOK_URL: 'http://127.0.0.1:1/hunter2',
      THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      THREEPID_CHALLENGE: 'turnstile',
      THREEPID_TURNSTILE_SITE_KEY: 'public',
      THREEPID_TURNSTILE_SECRET: 'hunter2',
      THREEPID_TURNSTILE_URL: 'http://127.0.0.1:1/siteverify',
      THREEPID_HOMESERVERS: 'example.org=http://127.0.0.1:1',
      TWILIO_FROM: '+15005550006',
    });
    expect(findings.map((line) => /^\w+ [\w=.: ]+?(?=:|$)/.exec(line)?.[0])).to.deep.equal([
      'ok settings',
      'warning TWILIO_FROM',
      'error THREEPID_STORAGE',
      'error webhook',
      'ok console',
      'error THREEPID_CHALLENGE=turnstile',
      'error THREEPID_HOMESERVERS',
    ]);
    expect(findings[2]).to.match(/^error THREEPID_STORAGE: redis 127\.0\.0\.1:1: [^:]*ECONNREFUSED/);
    expect(findings.join('')).not.to.match(/hunter2|\n/);
  });

  it('reaches a Redis, a gateway and a homeserver, and warns of a Redis that may forget', async () => {
    const redis = await startRedis();
    const calls: string[] = [];
    const peer: Server = createServer((request, response) => {
      calls.push(request.method ?? '');
      response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    }).listen(0, '127.0.0.1');
    await once(peer, 'listening');
    const url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
    const findings = await findingsOf({
      ...secret,
      THREEPID_STORAGE: redis.url,
      THREEPID_SMS: 'webhook',
      THREEPID_WEBHOOK_URL: `${url}/send`,
      THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      THREEPID_HOMESERVERS: `example.org=${url}`,
    });
    peer.close();
    await redis.stop();
    expect(findings.filter((line) => line.startsWith('error'))).to.deep.equal([]);
    expect(findings).to.include(
      'ok webhook: reached, without sending a message: send-test tries the credentials',
    );
    expect(findings.join('\n')).to.match(/^warning THREEPID_STORAGE: appendonly is off/m);
    expect(calls).to.have.members(['HEAD', 'GET']);
  });
});
