import { expect } from 'chai';
import { afterStart } from '../../dist/log/after-start.js';

describe('the log after the start', () => {
  it('has no warning of the start, and all else', () => {
    const lines: string[] = [];
    const note =
      (level: string) =>
      (_: object, message: string): void =>
        void lines.push(`${level} ${message}`);
    const all = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
    const log = afterStart(all, (logger) => {
      logger.warn({}, 'start');
      logger.error({}, 'start');
      return logger;
    });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]({}, 'later');
    expect(lines).to.deep.equal(['error start', 'debug later', 'info later', 'warn later', 'error later']);
  });
});
