import { RunningExample } from '@threepid/example-testing';
import { expect } from 'chai';

describe('the synapse example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('synapse');
  });
  after(() => example.kill());

  it('prints the lines for homeserver.yaml', async () => {
    await example.printed(/account_threepid_delegates:\n\s+msisdn: http:/);
    expect(example.output).to.include(`      msisdn: ${example.url}\n`);
  });

  it("replays Synapse's calls, which verify a number", async () => {
    await example.printed(/The number is verified/);
    const calls = [
      ...example.output.matchAll(/^ {4}(?:POST|GET) \S+\/(\w+)(?:\?\S+)?\n(?: {4}\{.*\n)? {4}(\d+) (.*)$/gm),
    ];
    expect(calls.map(([, call, status]) => `${call ?? ''} ${status ?? ''}`)).to.deep.equal([
      'requestToken 200',
      'getValidated3pid 400',
      'submitToken 200',
      'getValidated3pid 200',
      'getValidated3pid 200',
    ]);
    const [requested, pending, submitted, validated, again] = calls.map(([, , , body = '']) => body);
    expect(requested).to.include('"success":true').and.to.include('"msisdn":"447700900001"');
    expect(pending).to.include('M_SESSION_NOT_VALIDATED');
    expect(submitted).to.equal('{"success":true}');
    expect(validated).to.include('"medium":"msisdn"').and.to.include('"address":"447700900001"');
    expect(again).to.equal(validated);
  });

  it('keeps running until SIGINT', async () => {
    expect((await fetch(`${example.url}/health/ready`)).status).to.equal(200);
    expect(await example.stop()).to.be.oneOf([0, 130, null]);
  });
});

it('the synapse example replays nothing if it can’t read codes', async function () {
  this.timeout(120_000);
  const example = await RunningExample.start('synapse', { THREEPID_INBOX: 'off' });
  try {
    expect((await fetch(`${example.url}/health/ready`)).status).to.equal(200);
    expect(example.output).to.not.include('requestToken');
  } finally {
    await example.kill();
  }
});
