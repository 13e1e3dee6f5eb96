import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../server-process.js';

/** A row excuses one mutant, so one that stands twice would excuse another one too. */
describe('test/mutation/equivalent.md', () => {
  const lines = readFileSync(join(root, 'test/mutation/equivalent.md'), 'utf8').split('\n');
  const rows = lines
    .filter((line) => line.startsWith('| packages/'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const places = rows.map(([, where = '']) => where);

  it('is one table, by file and line', () => {
    expect(lines.filter((line) => line.startsWith('| where '))).to.have.lengthOf(1);
    expect(places).to.deep.equal([...places].sort(byFileAndLine));
  });

  it('has a reason for each mutant, of a file that is there', () => {
    for (const [, where = '', , reason = ''] of rows) {
      expect(reason, where).to.not.equal('');
      expect(existsSync(join(root, fileOf(where))), where).to.equal(true);
    }
  });
});

function fileOf(where: string): string {
  return where.split(':', 1)[0] ?? '';
}

/** As many languages sort names: by the numbers of their characters. */
function byFileAndLine(one: string, other: string): number {
  const [file, otherFile] = [fileOf(one), fileOf(other)];
  if (file !== otherFile) return file < otherFile ? -1 : 1;
  return lineOf(one) - lineOf(other);
}

function lineOf(where: string): number {
  return Number(where.split(':')[1] ?? 0);
}
