import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { root } from '../server-process.js';
import { allSources, logLines } from './log-lines.js';

describe('docs/logs.md', () => {
  const page = readFileSync(`${root}docs/logs.md`, 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` +\| (debug|info|warn|error|fatal) /gm)].map(
    ([, message = '', level = '']) => ({
      message,
      level,
    }),
  );

  it('has every line of the log, at its level, and no other', () => {
    // The server has these two among the warnings of its start.
    const logged = logLines().filter(({ message }) => !/indexSecret|senderWarnings/.test(message));
    expect(logged).to.have.length.above(50);
    for (const { message, level } of logged) {
      const levels = rows.filter((row) => row.message === message).map((row) => row.level);
      expect(levels, message).to.have.length.above(0);
      if (level !== undefined) expect(levels, message).to.include(level);
    }
    const code = allSources().join('');
    expect(rows.filter(({ message }) => !code.includes(`'${message}'`))).to.deep.equal([]);
  });
});
