import { OperatorError, withLoggableErrors } from '@threepid/core';
import { expect } from 'chai';
import { createLogger } from '../../dist/log/logger.js';

const password = 'correct-horse-battery';

describe('what a log holds of an error', () => {
  const hung = { command: { name: 'auth', args: [password] }, previousErrors: [password] };

  it('is nothing of its message and its properties, whatever the field is called, and in a child of it', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    const error = Object.assign(new Error(`outer ${password}`), hung, { code: 'E1' });
    logger.error({ err: error }, 'one');
    logger.error({ cause: error, other: 1 }, 'two');
    logger.child({}).error({ err: { ...hung, message: 'three' } }, 'three');
    logger.error(error);
    logger.error({ err: error });
    expect(lines).to.have.length(5);
    for (const line of lines) expect(line).not.to.include(password);
    expect(JSON.parse(lines[0] ?? '')).to.deep.include({ msg: 'one' });
    expect((JSON.parse(lines[1] ?? '') as { cause: unknown }).cause).to.include({ code: 'E1' });
  });
});

describe('the log behind the core', () => {
  it('keeps what the core has reduced', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    withLoggableErrors(logger).error({ err: new OperatorError('ours') }, 'one');
    expect((JSON.parse(lines[0] ?? '') as { err: unknown }).err).to.include({
      type: 'OperatorError',
      message: 'ours',
    });
  });
});
