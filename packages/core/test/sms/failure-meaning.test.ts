import { expect } from 'chai';
import { meaningOfStatus, meaningOfStatusAlone, resultOfFailure } from '../../dist/sms/failure-meaning.js';
import { isSmsResult } from '../../dist/sms/is-sms-result.js';
import { jsonObjectOf } from '../../dist/sms/json-object-of.js';
import { ProviderError } from '../../dist/sms/provider-error.js';
import { resultOfFailedExchange } from '../../dist/sms/result-of-failed-exchange.js';
import { resultOfUncarriedMessage } from '../../dist/sms/result-of-uncarried-message.js';

const cause = new Error('why');
const message = {
  to: '+447400123456',
  country: 'GB',
  text: 'Your code is 482915.',
  purpose: 'verify',
  idempotencyKey: 'a',
} as const;

describe('the result of a message that failed', () => {
  for (const [meaning, expected] of [
    ['refused', { kind: 'refused', cause }],
    ['rejected-destination', { kind: 'rejected-destination', cause }],
    ['not-taken', { kind: 'unavailable', taken: 'no', cause }],
    ['unknown', { kind: 'unavailable', taken: 'unknown', cause }],
    ['other-channels', { kind: 'rejected-destination', otherChannels: true, cause }],
  ] as const)
    it(`follows from its meaning, ${meaning}`, () => {
      expect(resultOfFailure(meaning, cause)).to.deep.equal(expected);
    });

  for (const [status, meaning] of [
    [429, 'not-taken'],
    [303, 'unknown'],
    [307, undefined],
    [408, 'unknown'],
    [500, 'unknown'],
    [503, 'unknown'],
    [200, undefined],
    [302, undefined],
    [400, undefined],
    [404, undefined],
    [499, undefined],
  ] as const)
    it(`of HTTP ${status} means ${meaning ?? 'what its provider says'}`, () => {
      expect(meaningOfStatus(status)).to.equal(meaning);
    });

  it('of an HTTP status without an explanation blames the number, unless it is the same for all', () => {
    const refused = [
      200, 302, 399, 401, 402, 404, 405, 406, 407, 411, 413, 414, 415, 417, 421, 426, 428, 431,
    ];
    for (const status of refused) expect(meaningOfStatusAlone(status), String(status)).to.equal('refused');
    for (const status of [400, 403, 408.5, 409, 410, 412, 416, 422, 423, 424, 425, 427, 430, 451, 499])
      expect(meaningOfStatusAlone(status), String(status)).to.equal('rejected-destination');
    expect([303, 408, 429, 500, 503].map(meaningOfStatusAlone)).to.deep.equal([
      'unknown',
      'unknown',
      'not-taken',
      'unknown',
      'unknown',
    ]);
  });

  it('of a channel that cannot carry it lets another one try', () => {
    for (const [code, reason] of [
      [undefined, 'a message without a code'],
      ['', 'a message without a code'],
      ['A7K2', 'the code does not fit'],
    ] as const) {
      const given = code === undefined ? message : { ...message, code };
      const result = resultOfUncarriedMessage('whatsapp', given, 'the code does not fit');
      expect(result).to.include({ kind: 'rejected-destination', otherChannels: true });
      expect(result).to.have.nested.property('cause.message', reason);
      expect(result).to.have.nested.property('cause.provider', 'whatsapp');
    }
  });

  it('without an answer says whether it may be under way, and names the network error', () => {
    const exchange = { kind: 'failed', taken: 'no', code: 'ECONNREFUSED', reason: 'no connection' } as const;
    const result = resultOfFailedExchange(exchange, 'gateway', message);
    expect(result).to.deep.include({ kind: 'unavailable', taken: 'no' });
    expect(result).to.have.property('cause').that.is.instanceOf(ProviderError);
    expect(result).to.have.deep.nested.property('cause.code', 'ECONNREFUSED');
    expect(result).to.have.deep.nested.property('cause.provider', 'gateway');
    expect(result).to.have.deep.nested.property('cause.message', 'no connection');
  });
});

describe('an answer', () => {
  it('of a sender is told from anything else', () => {
    for (const kind of ['sent', 'refused', 'unavailable', 'rejected-destination'])
      expect(isSmsResult({ kind }), kind).to.equal(true);
    for (const other of [undefined, null, 'sent', {}, { kind: 'ok' }, [], () => ({ kind: 'sent' })])
      expect(isSmsResult(other), typeof other).to.equal(false);
  });

  it('of a provider is a JSON object, or holds nothing', () => {
    expect(jsonObjectOf('{"id":"1","deep":{"a":1}}')).to.deep.equal({ id: '1', deep: { a: 1 } });
    for (const body of ['', 'null', '1', '"a"', 'true', '<html>', '{"a":'])
      expect(jsonObjectOf(body)).to.deep.equal({});
  });
});
