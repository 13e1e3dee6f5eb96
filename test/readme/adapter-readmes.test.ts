import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { namedFiles } from './guide-app.js';
import { Program } from './program.js';
import { blockUnder, readmeBlocks, type ReadmeBlock } from './readme-blocks.js';
import { root } from '../server-process.js';
import { echoes, verifyBy } from './verify.js';

const nextReadme = 'adapters/next/README.md';

/** Differences between the README and the app of the contract, which exist because two routers share it. */
const differences: readonly (readonly [ofReadme: string, ofApp: string])[] = [
  [
    "'../../../lib/threepid';\n\nexport const config",
    "'../../../lib/threepid-of-pages';\n\nexport const config",
  ],
  ['toApiHandler(threepid)', "toApiHandler(threepid, { prefix: '/pages' })"],
  ["source: '/_matrix/:path*'", "source: '/pages/_matrix/:path*'"],
  ["source: '/_threepid/:path*'", "source: '/pages/_threepid/:path*'"],
  // It is built for the tests alone, so nothing is written for a debugger or a second build.
  [
    '  }),\n};\n',
    '  }),\n  experimental: { turbopackSourceMaps: false, turbopackFileSystemCacheForBuild: false },\n};\n',
  ],
];

describe("The adapters' READMEs", () => {
  for (const adapter of ['express', 'fastify']) {
    it(`${adapter}: the program compiles, runs, verifies a number, and leaves the host's routes alone`, async () => {
      const [block, ...others] = readmeBlocks(`adapters/${adapter}/README.md`).filter(isProgram);
      expect(others).to.deep.equal([]);
      await verifyBy(block?.text ?? '', echoes);
    });
  }

  it('nestjs: the program compiles, runs, and tells the verified number once', async () => {
    const [block, ...others] = readmeBlocks('adapters/nestjs/README.md').filter(
      ({ language }) => language === 'ts',
    );
    for (const { text } of others) new Program(text).remove();
    await verifyBy(block?.text ?? '', async (url, session) => {
      const headers = { 'Content-Type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(session) };
      const added = await fetch(`${url}/account/phone-number`, request);
      expect(await added.json()).to.deep.equal({ phoneNumber: '+447700900001' });
      expect((await fetch(`${url}/account/phone-number`, request)).ok).to.equal(false);
    });
  });

  it('next: the module of the instance compiles and creates it', async () => {
    const block = blockUnder('Create the instance', 'ts', nextReadme);
    const program = new Program(`${block}\nconsole.log(threepid.claims.map(({ path }) => path).join());\n`);
    try {
      const process = program.run();
      await process.printed(/^\/_matrix\/identity\/\*$/m);
      expect(await process.exit).to.include({ code: 0 });
    } finally {
      program.remove();
    }
  });

  it('next: the contract runs over the same route files and configuration', () => {
    const app = `${root}test/next/next-app/`;
    for (const [heading, language, file] of [
      ['App Router', 'ts', 'app/%5Fmatrix/[...path]/route.ts'],
      ['Pages Router', 'ts', 'pages/api/_matrix/[...path].ts'],
      ['Pages Router', 'js', 'next.config.mjs'],
    ] as const) {
      const [name, block] = namedFile(blockUnder(heading, language, nextReadme));
      expect(name).to.equal(file);
      const expected = differences.reduce((text, [from, to]) => text.replace(from, to), block);
      expect(readFileSync(app + file, 'utf8'), file).to.equal(expected);
    }
  });

  it("next: the App Router's configuration is that of the guide, whose app runs", () => {
    const [name, block] = namedFile(blockUnder('App Router', 'js', nextReadme));
    expect(namedFiles('docs/guides/next.md').get(name)).to.equal(block);
  });
});

function isProgram({ language }: ReadmeBlock): boolean {
  return language !== 'sh';
}

/** Name and content of a block that names its file in its first line. */
function namedFile(block: string): readonly [name: string, text: string] {
  const [, name = '', text = ''] = /^\/\/ (\S+)\n([^]*)$/.exec(block) ?? [];
  return [name, text];
}
