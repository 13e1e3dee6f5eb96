import { expect } from 'chai';
import {
  loggableError,
  MatrixError,
  OperatorError,
  ProviderError,
  StorageUnavailableError,
  withLoggableErrors,
} from '@threepid/core';
import { recordingLogger, type LogLine } from '../framework.js';

const secret = 'correct-horse-battery';
const number = '447400123456';
const hung = { command: { name: 'auth', args: [secret] }, previousErrors: [secret], to: number };

/** A frame of this file, as V8 writes it. */
const frame = /^ {4}at .*loggable-error\.test/;

describe('what a log may hold of an error', () => {
  it("is a stranger's type, code, status and stack frames, and those of its causes, and nothing else", () => {
    const inner = Object.assign(new TypeError(secret, { cause: secret }), hung, { code: 'E_INNER' });
    const outer = Object.assign(new Error(`${number}\n${secret}`, { cause: inner }), hung, {
      code: 7,
      status: 503,
    });
    const { stack, cause, ...rest } = loggableError(outer);
    expect(rest).to.deep.equal({ type: 'Error', code: 7, status: 503 });
    for (const line of stack?.split('\n') ?? []) expect(line).to.match(/^ {4}at /);
    expect(stack).to.match(frame);
    const { stack: innerStack, ...innerRest } = cause ?? { type: '' };
    expect(innerStack).to.match(frame);
    expect(innerRest).to.deep.equal({ type: 'TypeError', code: 'E_INNER', cause: { type: 'string' } });
  });

  it('is the message of our own errors too, with passwords, arguments and long runs of digits taken out', () => {
    const own: [Error, string | undefined][] = [
      [new OperatorError(`no answer to ${number} or 48 29-15`), 'no answer to [digits] or [digits]'],
      [new StorageUnavailableError(`redis://user:${secret}@h is away`), 'redis://***@h is away'],
      [
        new StorageUnavailableError(`ERR unknown command 'AUTH', with args beginning with: '${secret}'\n`),
        "ERR unknown command 'AUTH'",
      ],
      [
        new StorageUnavailableError(
          `ERR unknown command 'HELLO' with args beginning with: '3' 'AUTH' '${secret}'`,
        ),
        "ERR unknown command 'HELLO'",
      ],
      [
        new OperatorError('submit_sm_resp: ESME_RSUBMITFAIL (0x00000045)'),
        'submit_sm_resp: ESME_RSUBMITFAIL (0x00000045)',
      ],
      [new MatrixError('M_UNKNOWN', 'Internal server error'), 'Internal server error'],
      [MatrixError.relay('M_X', secret, { status: 500, fields: {} }), undefined],
    ];
    for (const [error, message] of own) expect(loggableError(error).message).to.equal(message);
  });

  it('is what a ProviderError names', () => {
    const details = { provider: 'twilio', code: '21211', status: 400 };
    const sms = { to: `+${number}`, text: secret };
    for (const requestId of ['RQ0123456789abcdef0123456789abcdef', '550e8400-e29b-41d4-a716-446655440000']) {
      const { stack, ...rest } = loggableError(new ProviderError('no', { ...details, requestId }, sms));
      expect(stack).to.match(frame);
      expect(rest).to.deep.equal({ type: 'ProviderError', message: 'no', ...details, requestId });
    }
    expect(loggableError(new ProviderError('no', { ...details, requestId: number }, sms))).to.include({
      requestId: '[digits]',
    });
    expect(
      loggableError(new ProviderError('no', { ...details, requestId: 'a b' }, sms)),
    ).not.to.have.property('requestId');
  });

  it('is the marked message of an error of another copy of this package', () => {
    const copy = Object.assign(new Error('ours'), { [Symbol.for('threepid.forOperator')]: true });
    expect(loggableError(copy)).to.include({ message: 'ours' });
    const odd = { [Symbol.for('threepid.forOperator')]: true, message: 7, provider: 'twilio' };
    expect(loggableError(odd)).to.deep.equal({ type: 'Object', provider: 'twilio' });
  });

  it('is the errors of an AggregateError, a few of them and a few deep', () => {
    const many = Array.from({ length: 100 }, () => new RangeError(secret));
    const { errors } = loggableError(new AggregateError(many, secret));
    expect(errors?.map(({ type }) => type)).to.deep.equal(Array(5).fill('RangeError'));
    const round = new AggregateError([], secret);
    round.errors = Array(100).fill(round);
    round.cause = round;
    // Of 100 errors at every level, 5 are kept at two levels, each with its causes.
    const kept = JSON.stringify(loggableError(round)).match(/"type"/g);
    expect(kept?.length).to.be.within(20, 200);
  });

  it('has no cause if that is null', () => {
    expect(loggableError({ cause: null })).to.deep.equal({ type: 'Object' });
  });

  it('ends where causes go round', () => {
    const round = new Error('round');
    round.cause = round;
    expect(JSON.stringify(loggableError(round)).match(/"type"/g)).to.have.length(6);
  });

  const names: [what: string, error: unknown, type: string][] = [
    ['text', secret, 'string'],
    ['a number', 482_915, 'number'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol(secret), 'symbol'],
    ['a function', () => secret, 'Function'],
    ['an object', { args: [secret] }, 'Object'],
    ['an object without a prototype', Object.create(null), 'Object'],
    [
      'an error whose class alone has a name',
      new (class GatewayDown extends Error {})(secret),
      'GatewayDown',
    ],
    [
      'an error with a name of its own',
      Object.assign(new TypeError(), { name: 'GatewayDown' }),
      'GatewayDown',
    ],
    ['an object with an odd constructor', { constructor: { name: 'GatewayDown' } }, 'Object'],
    [
      'an error whose name is a sentence',
      Object.assign(new TypeError(), { name: `to ${number}` }),
      'TypeError',
    ],
    ['an error whose name is no text', Object.assign(new TypeError(), { name: {} }), 'TypeError'],
  ];
  for (const [what, error, type] of names) {
    it(`is a type of ${what}`, () => {
      const { stack, ...rest } = loggableError(error);
      expect(rest).to.deep.equal({ type });
      expect(stack ?? '').not.to.include(secret);
    });
  }

  const codes: [code: unknown, kept: boolean][] = [
    ['ECONNREFUSED', true],
    ['UND_ERR_CONNECT_TIMEOUT', true],
    ['ERR_HTTP2_STREAM_ERROR', true],
    ['KMSThrottlingException', true],
    ['auth/invalid-token', true],
    ['42P01', true],
    ['21211', true],
    [21_610, true],
    [-111, true],
    [99_999, true],
    [100_000, false],
    [482_915, false],
    [1.5, false],
    ['482915', false],
    [number, false],
    [`+${number}`, false],
    ['sk_live_51HG7dKJ2eZvKYlo2C', false],
    ['AKIAIOSFODNN7EXAMPLE', false],
    ['could not send to you', false],
    ['X'.repeat(60), true],
    ['X'.repeat(61), false],
    [{ toString: () => secret }, false],
    [true, false],
  ];
  for (const [code, kept] of codes) {
    it(`is ${kept ? '' : 'not '}the code ${typeof code} ${JSON.stringify(code)}`, () => {
      const { code: logged } = loggableError({ code });
      expect(logged).to.equal(kept ? code : undefined);
    });
  }

  it('is a status of HTTP, by either name', () => {
    expect(loggableError({ statusCode: 404 })).to.include({ status: 404 });
    for (const status of [100, 599]) expect(loggableError({ status })).to.include({ status });
    for (const status of [99, 600, 482_915, '404', 404.5])
      expect(loggableError({ status })).not.to.have.property('status');
  });

  it('is no line of a message that looks like a frame', () => {
    const error = new Error(`no\n    at ${secret} (/a.js:1:1)\n    at /${number}.js:1:1`);
    const { stack } = loggableError(error);
    expect(stack).to.match(frame).and.not.include(secret);
    const changed = Object.assign(error, { message: 'another' });
    expect(loggableError(changed).stack).to.not.include(number);
    expect(loggableError({ stack: `Error\n    at ${secret} said (/a.js:1:1)` })).to.deep.equal({
      type: 'Object',
    });
  });

  it('is the first 15 frames of a stack, whatever its message is', () => {
    const frames = Array.from(
      { length: 20 },
      (_, index) => `    at undefined.f (/a.js:${String(index + 1)}:1)`,
    );
    const stack = frames.join('\n');
    for (const message of [undefined, 7, 'of another stack'])
      expect(loggableError({ stack, message }).stack).to.equal(frames.slice(0, 15).join('\n'));
    const [first = '', second] = frames;
    expect(loggableError({ stack: `${first}\n${String(second)}`, message: first }).stack).to.equal(second);
  });

  it('is nothing of a property that throws, and of what can’t be read at all', () => {
    const refuse = (): never => {
      throw new Error(secret);
    };
    const error = new Error();
    // V8 writes it at the first look, from the name and the message.
    expect(error.stack).to.be.a('string');
    const getters = Object.defineProperties(error, {
      message: { get: refuse },
      name: { get: refuse },
      stack: { get: refuse },
      code: { get: refuse },
      cause: { get: refuse },
      toJSON: { value: refuse },
    });
    expect(loggableError(getters)).to.deep.equal({ type: 'Error' });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(loggableError(proxy)).to.deep.equal({ type: 'Object' });
    expect(loggableError({ errors: proxy })).to.deep.equal({ type: 'unreadable' });
  });

  it('stays as it is when it is reduced again, by a logger behind a logger', () => {
    const once = loggableError(new OperatorError('ours'));
    expect(loggableError(once)).to.equal(once);
  });
});

describe('a logger of loggable errors', () => {
  it('reduces what is called err and what is an error, at every level, and leaves the rest', () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      const lines: LogLine[] = [];
      const logger = withLoggableErrors(recordingLogger(lines));
      logger[level]({ err: { message: secret }, reason: new TypeError(secret), count: 1 }, 'said');
      expect(lines).to.have.length(1);
      expect(lines[0]).to.deep.include({ level, message: 'said' });
      expect(lines[0]?.fields).to.include({ count: 1 });
      expect(lines[0]?.fields['err']).to.deep.equal({ type: 'Object' });
      expect(lines[0]?.fields['reason']).to.include({ type: 'TypeError' });
      expect(JSON.stringify(lines)).not.to.include(secret);
    }
  });

  it('calls the methods of a logger on the logger, as pino needs it', () => {
    const lines: string[] = [];
    const logger = {
      lines,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error(this: { lines: string[] }, _fields: object, message: string) {
        this.lines.push(message);
      },
    };
    withLoggableErrors(logger).error({}, 'said');
    expect(lines).to.deep.equal(['said']);
  });

  it('passes undefined on, and a proxy that refuses everything as nothing', () => {
    const lines: LogLine[] = [];
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    withLoggableErrors(recordingLogger(lines)).error({ err: undefined, odd: proxy }, 'said');
    expect(lines[0]?.fields).to.deep.equal({ err: undefined, odd: { type: 'Object' } });
  });
});
