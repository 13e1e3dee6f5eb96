import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../server-process.js';

/** What is tested of docs/.vitepress/pages.mjs. */
interface SitePages {
  readonly pageGroups: (files?: readonly string[]) => readonly { readonly title: string }[];
  readonly addressOf: (file: string) => string;
}
/** What is tested of scripts/site-errors.mjs. */
interface SiteCheck {
  readonly siteErrors: (folder: string) => readonly string[];
}
/** What is tested of scripts/typedoc-sections.mjs. */
interface TypedocSections {
  readonly sectionsOf: (
    index: string,
  ) => readonly { readonly title: string; readonly exported: readonly string[] }[];
}

/** What is tested of docs/.vitepress/sequences.mjs. */
interface SiteSequences {
  readonly stepsOf: (diagram: string, escape: (text: string) => string) => string;
}

/** What is tested of docs/.vitepress/literal-braces.mjs. */
interface SiteBraces {
  readonly literalBraces: (md: {
    readonly renderer: { rules: Record<'text' | 'code_inline', (html: string) => string> };
  }) => void;
}

const load = (file: string): Promise<unknown> => import(pathToFileURL(root + file).href);

describe("the documentation's pages", () => {
  let pages: SitePages;
  before(async () => {
    pages = (await load('docs/.vitepress/pages.mjs')) as SitePages;
  });

  it('have a group each: all packages, adapters and documents', () => {
    expect(pages.pageGroups()).to.not.be.empty;
  });

  it('are refused if they have none, by name', () => {
    expect(() => pages.pageGroups(['docs/guard.md', 'packages/sms-pigeon/README.md'])).to.throw(
      'Add to a group in docs/.vitepress/pages.mjs: packages/sms-pigeon/README.md',
    );
  });

  for (const [file, address] of [
    ['docs/guard.md', '/guard'],
    ['README.md', '/overview'],
    ['SECURITY.md', '/security'],
    ['packages/core/README.md', '/packages/core'],
    ['adapters/next/README.md', '/packages/next'],
    ['examples/README.md', '/examples/'],
    ['examples/next-app/README.md', '/examples/next-app'],
  ] as const)
    it(`${file} is at ${address}`, () => {
      expect(pages.addressOf(file)).to.equal(address);
    });
});

describe('the check of the built site', () => {
  let folder = '';
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function errorsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    folder = mkdtempSync(join(tmpdir(), 'threepid-site-'));
    for (const [file, html] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), html);
    }
    const { siteErrors } = (await load('scripts/site-errors.mjs')) as SiteCheck;
    return siteErrors(folder);
  }

  const next = (href: string): string => `<a class="VPLink link pager-link next" href="${href}">Next</a>`;

  it('accepts links to pages, to headings, and to other sites', async () => {
    const other = '<a href="https://spec.matrix.org/">The specification</a>';
    expect(
      await errorsIn({
        'a.html': `${next('/b/')}${other}<h2 id="it’s">It</h2>`,
        'b/index.html': next('/a#it%E2%80%99s'),
      }),
    ).to.deep.equal([]);
  });

  it('finds dead links, headings that are not there, foreign hosts, and pages without a way on', async () => {
    expect(
      await errorsIn({
        'a.html': `${next('/gone')}<a href="/b#gone">b</a>`,
        'b.html': '<img alt="" src="https://cdn.example.com/b.png">',
      }),
    ).to.have.members([
      '/a.html: /gone leads nowhere',
      '/a.html: /b#gone has no such heading',
      '/b.html: loads https://cdn.example.com/b.png from another host',
      '/b.html: has no link to a next page',
    ]);
  });
});

describe('the sections of the API reference', () => {
  let sections: TypedocSections['sectionsOf'];
  before(async () => {
    ({ sectionsOf: sections } = (await load('scripts/typedoc-sections.mjs')) as TypedocSections);
  });

  it('are those of the index, with what they export in its order', () => {
    const index = `// # First\nexport {\n  b,\n  type A,\n} from './ab.js';\nexport type * from './ports/c.js';\n\n// # Second\nexport type { D } from './d.js';\n`;
    expect(sections(index)).to.deep.equal([
      { title: 'First', exported: ['b', 'A', 'c.ts'] },
      { title: 'Second', exported: ['D'] },
    ]);
  });

  it('are none if the index has none, and may not start late', () => {
    expect(sections("export { a } from './a.js';\n")).to.deep.equal([]);
    expect(() => sections("export { a } from './a.js';\n// # Late\n")).to.throw('above its first section');
  });

  it('can be read of each package', () => {
    const indexes = readdirSync(join(root, 'packages')).map((name) =>
      join(root, 'packages', name, 'src/index.ts'),
    );
    for (const index of indexes) expect(() => sections(readFileSync(index, 'utf8')), index).not.to.throw();
  });
});

describe('the sequence diagrams of the site', () => {
  const diagram = [
    'sequenceDiagram',
    'autonumber',
    'actor P as Person',
    'participant S as Server',
    'P->>S: a number',
    'alt it is taken',
    'S-->>P: 400',
    'else',
    'S->>S: open a session',
    'end',
  ];
  const steps = async (lines: readonly string[]): Promise<string> => {
    const { stepsOf } = (await load('docs/.vitepress/sequences.mjs')) as SiteSequences;
    return stepsOf(lines.join('\n'), (text) => text);
  };

  it('become steps, with their parties and conditions', async () => {
    const texts = (await steps(diagram)).replace(/<\/span><span>/g, ': ').replace(/<[^>]+>/g, '');
    expect(texts.trim().split('\n')).to.deep.equal([
      'Person → Server: a number',
      'If it is taken:',
      'Server ⇢ Person: 400',
      'Otherwise:',
      'Server: open a session',
    ]);
  });

  it('lose nothing: a line of another kind is an error', async () => {
    const error = await steps([...diagram, 'loop every minute']).catch(String);
    expect(error).to.include('loop every minute');
  });
});

describe('two braces in a page of the site', () => {
  it('are no expression of Vue', async () => {
    const { literalBraces } = (await load('docs/.vitepress/literal-braces.mjs')) as SiteBraces;
    const rules = { text: (html: string) => html, code_inline: (html: string) => `<code>${html}</code>` };
    const md = { renderer: { rules } };
    literalBraces(md);
    expect(rules.text('{{ 1 }}')).to.equal('&#123;&#123; 1 }}');
    expect(rules.code_inline('{{')).to.equal('<code>&#123;&#123;</code>');
  });
});
