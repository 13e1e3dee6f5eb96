import { call, RunningExample } from '@threepid/example-testing';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';

const validate = '/_matrix/identity/api/v1/validate/msisdn';

describe('the custom-provider example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    example = await RunningExample.start('custom-provider');
  });
  after(() => example.kill());

  it('sends through its own provider', async () => {
    expect(example.output).to.include('custom-provider example (gateway)');
    const session = { client_secret: 'secret' };
    const requested = await call(`${example.url}${validate}/requestToken`, {
      ...session,
      country: 'GB',
      phone_number: '07400 123456',
      send_attempt: 1,
    });
    const token = await example.code();
    const submitted = await call(`${example.url}${validate}/submitToken`, {
      ...session,
      sid: requested.body['sid'],
      token,
    });
    expect(submitted.body).to.deep.equal({ success: true });
  });

  it('has a provider with a method of 20 lines', () => {
    const source = readFileSync(new URL('../src/gateway-sms-sender.ts', import.meta.url), 'utf8');
    const body = source.slice(source.indexOf('async send('), source.indexOf('\n  }\n}'));
    expect(body.split('\n').length).to.be.at.most(20);
  });
});

describe('THREEPID_PRICES and THREEPID_BUDGETS in an example', function () {
  this.timeout(120_000);
  let example: RunningExample & { readonly url: string };

  before(async () => {
    const budget = { THREEPID_PRICES: 'GB=0.04,default=0.25', THREEPID_BUDGETS: 'day=50,GB.day=0.08' };
    example = await RunningExample.start('custom-provider', budget);
  });
  after(() => example.kill());

  it('stop the message that the budget no longer pays for', async () => {
    const answers = [];
    for (const phone_number of ['07400 123456', '07400 223456', '07400 323456']) {
      const session = { client_secret: 'secret', country: 'GB', phone_number, send_attempt: 1 };
      answers.push(await call(`${example.url}${validate}/requestToken`, session));
    }
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
    // The answer may be here before the line that the example printed.
    await example.printed(/a budget is used up/);
    expect(example.output).to.include('a budget is used up');
  });
});
