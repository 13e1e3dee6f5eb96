import { expect } from 'chai';
import { Program } from './program.js';
import { blockUnder, readmeBlocks } from './readme-blocks.js';

/** Pages whose programs no test of their own package compiles. */
const pages = ['packages/core/README.md', 'packages/server/README.md', 'packages/storage-redis/README.md'];

describe("the packages' pages", () => {
  for (const file of pages) {
    it(`${file}: its programs compile`, () => {
      const programs = readmeBlocks(file).filter(({ language }) => language === 'ts');
      expect(programs.length).to.be.above(0);
      for (const { text } of programs) new Program(text).remove();
    });
  }

  it('packages/server/README.md: its program serves, and stops by SIGTERM', async () => {
    const program = new Program(blockUnder('', 'ts', 'packages/server/README.md'));
    const server = program.run();
    try {
      const response = await fetch(`${await server.url()}/health/live`);
      expect(await response.json()).to.deep.equal({ status: 'ok' });
      server.signal('SIGTERM');
      expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    } finally {
      await server.kill();
      program.remove();
    }
  });
});
