import {
  MatrixError,
  StorageUnavailableError,
  type NumberExplanation,
  type OperatorStats,
} from '@threepid/core';
import { expect } from 'chai';
import { CommandError } from '../../../dist/command/command-error.js';
import { addressOf } from '../../../dist/command/operator/address-option.js';
import { blocksText } from '../../../dist/command/operator/blocks-text.js';
import { withExplainedErrors } from '../../../dist/command/operator/explained-errors.js';
import { numberOf } from '../../../dist/command/operator/number-argument.js';
import { operatorName, withOperator } from '../../../dist/command/operator/open-operator.js';
import { duration, messages, money } from '../../../dist/command/operator/shown.js';
import { statsText } from '../../../dist/command/operator/stats-text.js';
import { shownTarget, targetOf, warningAbout } from '../../../dist/command/operator/target-argument.js';
import { testMessageText } from '../../../dist/command/operator/test-message-text.js';
import { untilOf } from '../../../dist/command/operator/until-option.js';
import { whyText } from '../../../dist/command/operator/why-text.js';
import { UsageError } from '../../../dist/command/usage-error.js';

const now = Date.UTC(2026, 10, 29, 18);
const hour = 3_600_000;

async function* input(...chunks: readonly string[]) {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const stats: OperatorStats = {
  spending: {
    today: {
      money: 0.3,
      messages: 4,
      countries: { DE: { money: 0.12, messages: 1 }, GB: { money: 0.18, messages: 3 } },
    },
    month: { money: 12.3456, messages: 400, countries: {} },
  },
  budgets: { day: 50, countries: { GB: { day: 0.2 } } },
  balances: [{ country: 'GB', messages: 16.96, cap: 100 }],
};

const explanation: NumberExplanation = {
  decision: { kind: 'delay', rule: 'guard.pair', retryAfterMs: 25 * hour },
  country: 'GB',
  numberType: 'mobile',
  testNumber: undefined,
  block: undefined,
  numberLimits: [{ messages: 5, windowMs: 600_000, counted: 3, retryAfterMs: 0 }],
  clientLimits: [],
  guard: {
    mode: 'enforce',
    refusal: { rule: 'guard.pair', retryAfterMs: 25 * hour, canProve: false },
    balances: [
      { group: 'pair', messages: 0, cap: 5, retryAfterMs: 25 * hour },
      { group: 'country', lane: 'nobody', messages: 17, cap: 100, retryAfterMs: 0 },
      { group: 'country', lane: 'pair', messages: 20, cap: 100, retryAfterMs: 0 },
    ],
  },
  money: { price: 0.06, budgets: [{ budget: 'total.day', limit: 50, spent: 0.3, retryAfterMs: 0 }] },
};

describe("the operator's verbs", () => {
  it('show money and balances, the busiest country first', () => {
    expect(statsText(stats).split('\n')).to.deep.equal([
      'UTC         messages    spent  of the budget',
      'today              4     0.30   0 % of 50.00',
      'this month       400  12.3456              -',
      '',
      'country  messages  spent  of the budget  guard: left',
      'GB              3   0.18   90 % of 0.20  16.9 of 100',
      'DE              1   0.12              -            -',
    ]);
  });

  it('say that nothing was sent, and that nothing is counted', () => {
    const nothing = { money: 0, messages: 0, countries: {} };
    const empty = { spending: { today: nothing, month: nothing }, budgets: undefined, balances: [] };
    expect(statsText(empty)).to.include('No message was sent today.');
    expect(statsText({ ...empty, spending: undefined })).to.include('Nothing is counted');
  });

  it('explain a decision in a sentence, with all that it depends on', () => {
    const lines = whyText(explanation).split('\n');
    expect(lines.slice(0, 2)).to.deep.equal([
      'No message would be sent now: this group has none left (guard.pair).',
      'The next in 25 h.',
    ]);
    expect(lines).to.include('The number: GB, mobile. A message costs 0.06.');
    expect(lines).to.include('  pair               0.0     5  in 25 h');
    expect(whyText(explanation)).to.not.include('country (pair)');
    const textOf = (change: Partial<NumberExplanation>) => whyText({ ...explanation, ...change });
    expect(textOf({ decision: { kind: 'allow' } })).to.match(/^A message would be sent\.\n/);
    expect(textOf({ decision: { kind: 'refuse', rule: 'number' } })).to.match(
      /^No message would be sent: it is not a valid number \(number\)\.\n/,
    );
    expect(textOf({ decision: { kind: 'challenge', rule: 'guard.all', retryAfterMs: 1 } })).to.match(
      /^.*\(guard\.all\)\.\nThe next in 1 s, or now to somebody who solves a challenge\.\n/,
    );
    expect(textOf({ decision: { kind: 'refuse', rule: 'destination.type' } })).to.match(
      /^No message would be sent: numbers of its type get no messages \(destination\.type\)\.\n/,
    );
    expect(textOf({ decision: { kind: 'refuse', rule: 'my.policy' } })).to.match(
      /^No message would be sent: my\.policy\.\n/,
    );
    const block = { prefix: '4474', since: now, until: undefined, by: 'ada', reason: 'pumped' };
    expect(textOf({ block })).to.include('\nBlocked: +4474 by ada (pumped).\n');
    expect(textOf({ guard: undefined })).to.include('\nThe guard is off.');
    const { guard } = explanation;
    expect(textOf({ guard: guard && { ...guard, mode: 'monitor' } })).to.include(
      'It only watches; it would have refused: guard.pair.',
    );
    expect(whyText(explanation)).to.not.include('It only watches');
  });

  it('fit 80 columns', () => {
    for (const text of [statsText(stats), whyText(explanation)])
      for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(80);
  });

  it('list what is blocked', () => {
    expect(blocksText([])).to.equal('Nothing is blocked.');
    const block = { since: now, until: now + hour, by: 'ada', reason: undefined };
    expect(blocksText([{ country: 'TJ', ...block }]).split('\n')).to.deep.equal([
      'blocked  since                 until                 by   reason',
      'TJ       2026-11-29 18:00 UTC  2026-11-29 19:00 UTC  ada',
    ]);
  });

  it('say what became of a test message, with the words of the provider', () => {
    const sent = { kind: 'sent', provider: 'sns', messageId: 'id', durationMs: 7 } as const;
    expect(testMessageText(sent)).to.equal('Sent by sns in 7 ms; its id there: id');
    const cause = {
      type: 'ProviderError',
      message: 'the API key is wrong',
      status: 401,
      cause: { type: 'Error', code: 'E' },
    };
    const failed = { provider: 'sns', durationMs: 7, cause, mayBeSent: false };
    expect(testMessageText({ kind: 'refused', ...failed }).split('\n')).to.deep.equal([
      'Not sent: sns refuses any message (credentials, sender, balance).',
      'the API key is wrong (401)',
      'Error (E)',
    ]);
    const unknown = { kind: 'unavailable', ...failed, mayBeSent: true } as const;
    expect(testMessageText(unknown)).to.include('may have been sent all the same');
    const short = { kind: 'short', budget: 'country.day', retryAfterMs: hour } as const;
    expect(testMessageText(short)).to.equal(
      'Nothing was sent: the budget country.day is used up. The next in 1 h.',
    );
  });

  it('take a number from standard input', async () => {
    expect(await numberOf('+447400123456', input())).to.equal('+447400123456');
    expect(await numberOf('-', input('+4474', '00123456\n'))).to.equal('+447400123456');
    const error: unknown = await numberOf('-', input(' \n')).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UsageError);
  });

  it('take an IP address as the one that asks, and nothing else', () => {
    for (const text of [undefined, '203.0.113.7', '2001:db8::7']) expect(addressOf(text)).to.equal(text);
    for (const text of ['', 'example.org', '203.0.113.0/24'])
      expect(() => addressOf(text)).to.throw(UsageError, '--address');
  });

  it('take a country in any case, and prefixes', () => {
    expect([targetOf('tj'), targetOf('001'), targetOf('+4474')]).to.deep.equal([
      { country: 'TJ' },
      { country: '001' },
      { prefix: '+4474' },
    ]);
    expect([
      shownTarget({ country: 'TJ' }),
      shownTarget({ prefix: '+4474' }),
      shownTarget({ prefix: '4474' }),
    ]).to.deep.equal(['TJ', '+4474', '+4474']);
  });

  it('take no prefix without a plus, which may lack its country code, and warn of one that is a whole country', () => {
    for (const text of ['44', '2015550123', '07400'])
      expect(() => targetOf(text)).to.throw(UsageError, '+99890');
    expect(warningAbout(targetOf('+44')))
      .to.include('all numbers')
      .and.include('threepid unblock +44');
    for (const text of ['+4474', 'GB']) expect(warningAbout(targetOf(text))).to.equal('');
  });

  it('take an end as a time from now or a date, and no other', () => {
    expect(
      ['30m', '2h', '7d', '2026-12-24', '2026-12-24T18:00+01:00'].map((text) => untilOf(text, now) - now),
    ).to.deep.equal([
      hour / 2,
      2 * hour,
      168 * hour,
      Date.UTC(2026, 11, 24) - now,
      Date.UTC(2026, 11, 24, 17) - now,
    ]);
    for (const text of ['', '0h', '2', '2 h', '2w', 'tomorrow', '2026-11-29', '2026-13-01', '1'])
      expect(() => untilOf(text, now), text).to.throw(UsageError, '2026-12-24');
  });

  it('write durations and amounts for a person', () => {
    expect([1, 59_001, 90_000, 2 * hour, 25.2 * hour, 60 * hour, 72.5 * hour].map(duration)).to.deep.equal([
      '1 s',
      '1 min',
      '2 min',
      '2 h',
      '25 h 12 min',
      '3 days',
      '4 days',
    ]);
    expect([money(50), money(0.1 + 0.2), money(12.3456)]).to.deep.equal(['50.00', '0.30', '12.3456']);
    expect([messages(0.99), messages(17)]).to.deep.equal(['0.9', '17.0']);
  });

  it('say what is missing to reach a running server', async () => {
    const of = (environment: NodeJS.ProcessEnv) => () =>
      withOperator(({ operator }) => operator.stats(), { environment });
    const errorOf = async (environment: NodeJS.ProcessEnv): Promise<unknown> =>
      withExplainedErrors(of(environment)).catch((reason: unknown) => reason);
    const inMemory = await errorOf({ THREEPID_SMS: 'console' });
    expect(inMemory).to.be.instanceOf(CommandError);
    expect(String(inMemory)).to.include('THREEPID_STORAGE=redis://');
    expect(
      String(await errorOf({ THREEPID_SMS: 'console', THREEPID_STORAGE: 'redis://127.0.0.1:1' })),
    ).to.include('THREEPID_SECRET');
    const redis = { THREEPID_STORAGE: 'redis://127.0.0.1:1', THREEPID_SECRET: 'of-a-test-'.repeat(4) };
    expect(String(await errorOf({ THREEPID_SMS: 'console', ...redis }))).to.match(
      /^CommandError: the storage can't be reached, [^:]*: connect ECONNREFUSED 127\.0\.0\.1:1$/,
    );
  });

  it('name what is wrong as the command line does', async () => {
    const message = 'phoneNumber must be an international number that begins with +';
    const error: unknown = await withExplainedErrors(() =>
      Promise.reject(new MatrixError('M_INVALID_PARAM', message)),
    ).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UsageError);
    expect(String(error)).to.include('NUMBER must be an international number');
    const gone: unknown = await withExplainedErrors(() =>
      Promise.reject(new StorageUnavailableError('Redis: gone')),
    ).catch((reason: unknown) => reason);
    expect(gone).to.be.instanceOf(CommandError);
  });

  it('name who calls sudo', () => {
    const { SUDO_USER: before } = process.env;
    process.env['SUDO_USER'] = 'ada';
    expect(operatorName()).to.equal('ada');
    delete process.env['SUDO_USER'];
    expect(operatorName()).to.not.equal('ada');
    if (before !== undefined) process.env['SUDO_USER'] = before;
  });
});
