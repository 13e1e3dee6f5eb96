import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { root } from '../server-process.js';
import { page } from './readme-blocks.js';

const threatModel = page('docs/threat-model.md');

/** A link to a file of tests, and the titles after it. */
interface Citation {
  readonly file: string;
  readonly titles: readonly string[];
}

/** Such as [races.ts](../path/races.ts): `a title`, `another`. */
const cited = /\]\(\.\.\/([^)#]+\.ts)\)(?:: (`[^`]+`(?:, `[^`]+`)*))?/g;

const citations: readonly Citation[] = [...threatModel.matchAll(cited)].map(([, file = '', titles = '']) => ({
  file,
  titles: [...titles.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title),
}));

/** The parts below headings of the third level under `## Threats`, by their names. */
const threats: readonly (readonly [string, string])[] = (
  /^## Threats$(.*?)^## /ms.exec(threatModel)?.[1] ?? ''
)
  .split(/^### /m)
  .slice(1)
  .map((text) => [text.split('\n')[0] ?? '', text] as const);

describe('docs/threat-model.md', () => {
  it('has tests, named behind each link to their file', () => {
    expect(citations).to.have.length.above(100);
    for (const { file, titles } of citations) expect(titles, file).not.to.deep.equal([]);
  });

  it('names only tests that exist, by their whole titles', () => {
    const missing = citations.flatMap(({ file, titles }) =>
      existsSync(root + file) ? titles.filter((title) => !hasTest(page(file), title)) : [file],
    );
    expect(missing).to.deep.equal([]);
  });

  it('has a rule, tests and what is left for each threat', () => {
    expect(threats.map(([name]) => name)).to.have.lengthOf(22);
    for (const [name, text] of threats)
      for (const part of ['**Rule.**', '**Tests.**', '**What is left.**'])
        expect(text, name).to.include(`\n${part}`);
  });

  it('names a test for each published weakness', () => {
    const rows = /^## Published weaknesses.*?$(.*?)^## /ms.exec(threatModel)?.[1]?.match(/^\|.*\|$/gm) ?? [];
    const weaknesses = rows.slice(2);
    expect(weaknesses).to.have.lengthOf(10);
    for (const row of weaknesses) expect([...row.matchAll(cited)], row).not.to.deep.equal([]);
  });
});

/** True if a file has a test of this title, as it is written there. */
function hasTest(source: string, title: string): boolean {
  const spellings = [`'${title.replaceAll("'", "\\'")}'`, `'${title}'`, `"${title}"`, `\`${title}\``];
  return spellings.some((spelling) => source.includes(spelling));
}
