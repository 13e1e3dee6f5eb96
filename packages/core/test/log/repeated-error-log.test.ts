import type { Logger } from '@threepid/core';
import { expect } from 'chai';
import { audit } from '../../dist/log/operator-audit.js';
import { RepeatedErrorLog } from '../../dist/log/repeated-error-log.js';
import { loggableFields, withLoggableErrors } from '../../dist/log/with-loggable-errors.js';

type Line = readonly [level: string, fields: unknown, message: string | undefined];

function logger(lines: Line[]): Logger {
  const at =
    (level: string) =>
    (fields: unknown, message?: string): void => {
      lines.push([level, fields, message]);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

describe('a log of errors that repeat themselves', () => {
  it('has one in 10 seconds, with how many were left out', () => {
    const lines: Line[] = [];
    let now = 1_000;
    const log = new RepeatedErrorLog(logger(lines), { now: () => now });
    log.settle('none');
    for (const at of [1_000, 1_000, 10_999, 11_000, 11_001]) {
      now = at;
      log.error({ at }, 'down');
    }
    log.settle('too early');
    now = 21_000;
    log.settle('settled');
    log.settle('nothing left');
    now = 21_001;
    log.error({ at: now }, 'down');
    expect(lines).to.deep.equal([
      ['error', { at: 1_000 }, 'down'],
      ['error', { at: 11_000, leftOut: 2 }, 'down'],
      ['error', { leftOut: 1 }, 'settled'],
      ['error', { at: 21_001 }, 'down'],
    ]);
  });

  it('goes on after its clock was set back, at the level it is given', () => {
    const lines: Line[] = [];
    let now = 50_000;
    const log = new RepeatedErrorLog(logger(lines), { now: () => now }, 'warn');
    log.error({}, 'a');
    now = 49_999;
    log.error({}, 'b');
    expect(lines).to.deep.equal([
      ['warn', {}, 'a'],
      ['warn', {}, 'b'],
    ]);
  });
});

describe('a logger of errors that may be logged', () => {
  it('reduces every error, on each level, and leaves all else', () => {
    const lines: Line[] = [];
    const log = withLoggableErrors(logger(lines));
    const error = Object.assign(new Error('number 447400123456'), { code: 'EPIPE' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      log[level]({ err: 'text', other: error, kept: 7 }, level);
    expect(lines.map(([level, , message]) => [level, message])).to.deep.equal(
      ['debug', 'info', 'warn', 'error'].map((level) => [level, level]),
    );
    for (const [, fields] of lines) {
      expect(fields).to.deep.include({ kept: 7, err: { type: 'string' } });
      expect(fields).to.have.nested.property('other.code', 'EPIPE');
      expect(fields).to.not.have.nested.property('other.message');
    }
  });

  it('finds an error in any field, and bears what throws when it is looked at', () => {
    const throwing = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );
    const failing = (): never => {
      throw new Error('no');
    };
    const callable = new Proxy(() => undefined, { getPrototypeOf: failing });
    const fields = loggableFields({ a: throwing, b: callable, c: undefined, err: undefined, d: null, e: {} });
    expect(fields).to.deep.include({ c: undefined, err: undefined, d: null, e: {} });
    expect(fields['a']).to.have.property('type');
    expect(fields['b']).to.have.property('type');
  });
});

describe('the line of what an operator does', () => {
  it('says who, what and why', () => {
    const lines: Line[] = [];
    audit(logger(lines), { by: 'ada', action: 'block', target: 'GB', reason: 'pumping' });
    audit(logger(lines), { by: 'ada', action: 'unblock', target: 'GB' });
    expect(lines).to.deep.equal([
      ['info', { by: 'ada', action: 'block', target: 'GB', reason: 'pumping' }, 'operator'],
      ['info', { by: 'ada', action: 'unblock', target: 'GB' }, 'operator'],
    ]);
  });
});
