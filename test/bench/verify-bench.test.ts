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
      'Express, Redis, Twilio: verified',
      'bare Express, Redis, Twilio: verified',
      'standalone server, Redis, Twilio: verified',
    ]);
  });
});
