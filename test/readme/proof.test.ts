import { expect } from 'chai';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { root } from '../server-process.js';
import { promises } from './promises.js';
import { page } from './readme-blocks.js';

const file = 'docs/proof.md';
const start = '<!-- planted-bugs -->\n<!-- prettier-ignore-start -->\n';
const end = '<!-- prettier-ignore-end -->\n<!-- /planted-bugs -->';

/** What is read of test/planted/bugs.mjs. */
interface PlantedBug {
  readonly name: string;
  readonly effect: string;
  readonly file: string;
  readonly foundBy: readonly PlantedFinder[];
}

interface PlantedFinder {
  readonly script: string;
  readonly args: readonly string[];
}

/** Such as [races.ts](../path/races.ts): `a title`, `another`. */
const cited = /\]\(\.\.\/([^)#]+)\): ((?:`[^`]+`(?:, )?)+)/g;

/** The rows below `## Promises`: the promise, and what shows it. */
const rows = (/^## Promises$(.*?)^## /ms.exec(page(file))?.[1] ?? '')
  .split('\n')
  .filter((line) => /^\| [^-]/.test(line) && !line.startsWith('| promise '))
  .map((line) => line.split(' | '))
  .map(([promise = '', shownBy = '']) => ({
    promise: promise.slice(2).trim(),
    citations: citationsOf(shownBy),
  }));

describe(file, () => {
  let bugs: readonly PlantedBug[];
  let commandOf: (finder: PlantedFinder) => string;

  before(async () => {
    ({ bugs } = (await import(`${root}test/planted/bugs.mjs`)) as { bugs: typeof bugs });
    ({ commandOf } = (await import(`${root}test/planted/finders.mjs`)) as { commandOf: typeof commandOf });
  });

  it('has a row for each promise of promises.ts, and no other', () => {
    expect(rows.map(({ promise }) => promise)).to.have.members(Object.keys(promises));
  });

  it('names in each row what shows it', () => {
    for (const { promise, citations } of rows) expect(citations, promise).not.to.deep.equal([]);
  });

  it('names only tests, invariants, targets and planted bugs that exist', () => {
    const cites = rows.flatMap(({ citations }) => citations);
    const missing = cites.flatMap(({ path, names }) =>
      names.filter((name) => !isThere(path, name)).map((name) => `${path}: ${name}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('has only sentences that the pages have', () => {
    const sources = [...new Set(Object.values(promises).flatMap((pages) => Object.keys(pages)))];
    for (const source of sources) {
      const text = oneLine(page(source));
      const promised = Object.values(promises).flatMap((pages) => pages[source] ?? []);
      expect(
        promised.filter((beginning) => !text.includes(beginning)),
        source,
      ).to.deep.equal([]);
    }
  });

  for (const [source, sentences] of [
    ['SECURITY.md', () => sentencesOf(protectedRows())],
    ['docs/threat-model.md', () => sentencesOf(rules())],
  ] as const)
    it(`has every promise of ${source} in a row`, () => {
      const known = Object.values(promises).flatMap((pages) => pages[source] ?? []);
      const all = sentences();
      expect(all).to.have.length.above(30);
      expect(
        all.filter((sentence) => !known.some((beginning) => sentence.startsWith(beginning))),
      ).to.deep.equal([]);
    });

  it('has the planted bugs, each with what finds it (UPDATE_README=1 writes them)', () => {
    expect(bugs).to.have.length.of.at.least(25);
    const [before = '', rest = ''] = page(file).split(start);
    const [, after = ''] = rest.split(end);
    const wanted = `${before}${start}\n${listsOf(bugs, commandOf)}\n\n${end}${after}`;
    if (process.env['UPDATE_README'] === '1') writeFileSync(root + file, wanted);
    else expect(page(file)).to.equal(wanted);
  });
});

describe('CONTRIBUTING.md', () => {
  it('says once of each command of tests where it runs, what it takes and what it proves', () => {
    const { scripts } = JSON.parse(page('package.json')) as { scripts: Readonly<Record<string, string>> };
    const wanted = Object.keys(scripts).filter((name) => name.startsWith('test:'));
    const table = /^### What runs where.*?$(.*?)^## /ms.exec(page('CONTRIBUTING.md'))?.[1] ?? '';
    const named = [...table.matchAll(/^\| `npm run (test:\w+)/gm)].map(([, name = '']) => name);
    expect(named).to.have.members(wanted);
    expect(table.match(/^\| -/gm)).to.have.lengthOf(1);
    for (const row of table.match(/^\| `.*$/gm) ?? []) expect(row.split(' | ')[2], row).to.match(/\d|hour/);
  });
});

function citationsOf(text: string): readonly { readonly path: string; readonly names: readonly string[] }[] {
  return [...text.matchAll(cited)].map(([, path = '', names = '']) => ({
    path,
    names: [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  }));
}

/** True if a file has this: a test by its whole title, a Python test, or an invariant that is checked. */
function isThere(path: string, name: string): boolean {
  if (!existsSync(root + path)) return false;
  const source = page(path);
  if (path.endsWith('.qnt')) return isChecked(source, name);
  if (path.endsWith('.py')) return source.includes(`def ${name}(`);
  const spellings = [`'${name.replaceAll("'", "\\'")}'`, `'${name}'`, `"${name}"`, `\`${name}\``];
  return spellings.some((spelling) => source.includes(spelling));
}

function isChecked(source: string, name: string): boolean {
  const checks = readdirSync(`${root}test/model`).filter((entry) => entry.endsWith('-checks.mjs'));
  const isNamed = checks.some((entry) => new RegExp(`'${name}['(]`).test(page(`test/model/${entry}`)));
  return isNamed && new RegExp(`\\b(?:val|def) ${name}\\b`).test(source);
}

/** The second column of SECURITY.md's table of what is protected. */
function protectedRows(): readonly string[] {
  const table = /^\| what .*?\n((?:\|.*\n)+)/m.exec(page('SECURITY.md'))?.[1] ?? '';
  return [...table.matchAll(/^\| [A-Z][^|]*\|([^|]*)\|$/gm)].map(([, how = '']) => how);
}

/** The rule of each threat. */
function rules(): readonly string[] {
  return [...page('docs/threat-model.md').matchAll(/\*\*Rule\.\*\*(.*?)\*\*Tests\.\*\*/gs)].map(
    ([, rule = '']) => rule,
  );
}

function sentencesOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    oneLine(text)
      .trim()
      .split(/(?<=[.!?:]) (?=[A-Z`*[0-9])/),
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function listsOf(bugs: readonly PlantedBug[], commandOf: (finder: PlantedFinder) => string): string {
  const entryOf = ({ name, effect, foundBy }: PlantedBug): string =>
    `- **${name}**: ${effect} ${foundBy.map((finder) => `\`${commandOf(finder)}\``).join(' ')}`;
  const packages = [...new Set(bugs.map(packageOf))];
  const lists = packages.map((name) => {
    const own = bugs.filter((bug) => packageOf(bug) === name).map(entryOf);
    return [`### In ${name}\n`, ...own].join('\n');
  });
  return `${bugs.length} bugs.\n\n${lists.join('\n\n')}`;
}

/** Such as `packages/core`. */
function packageOf({ file: place }: PlantedBug): string {
  return place.split('/').slice(0, 2).join('/');
}
