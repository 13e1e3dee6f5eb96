import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { root } from '../server-process.js';

const run = promisify(execFile);

describe('the bench of verifications', () => {
  it('gets each host and its ceiling to verify people', async () => {
    const bench = `${root}test/bench/verify.bench.mjs`;
    const { stdout } = await run(process.execPath, [bench, '--check', '--only', 'Redis, Twilio']);
    expect(stdout.match(/^.*: verified$/gm)).to.have.members([
      'Fastify, Redis, Twilio: verified',
      'bare Fastify, Redis, Twilio: verified',
      'Fastify, Redis, Twilio, with metrics and events: verified',
      'Express, Redis, Twilio: verified',
      'bare Express, Redis, Twilio: verified',
      'standalone server, Redis, Twilio: verified',
    ]);
  });
});

describe('the bench of processes', () => {
  it('gets two processes to verify people, on a Cluster and by the server', async () => {
    const { stdout } = await run(process.execPath, [`${root}test/bench/processes.bench.mjs`, '--check']);
    expect(stdout).to.match(/^\| Cluster, 3 masters \| 2 \|/m);
    expect(stdout).to.match(/^\| one Redis, the server with `THREEPID_PROCESSES` \| 2 \|/m);
  });
});
