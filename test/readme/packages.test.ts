import { expect } from 'chai';
import { Program } from './program.js';
import { blockUnder, readmeBlocks } from './readme-blocks.js';

/** Pages whose programs are not compiled by a test of their own package. */
const pages = ['packages/core/README.md', 'packages/server/README.md', 'packages/storage-redis/README.md'];

describe("the packages' pages", () => {
  for (const file of pages) {
    it(`${file}: programs compile`, () => {
      const programs = readmeBlocks(file).filter(({ language }) => language === 'ts');
      expect(programs.length).to.be.above(0);
      for (const { text } of programs) new Program(text).remove();
    });
  }

  it('packages/core/README.md: the program without HTTP asks for a number and a code', async () => {
    const program = new Program(blockUnder('Call it without HTTP', 'ts', 'packages/core/README.md'));
    const terminal = program.run();
    try {
      await terminal.printed(/Your number: /);
      terminal.type('07700 900001\n');
      const code = await terminal.code();
      await terminal.printed(/The code: /);
      terminal.type(`${code}\n`);
      await terminal.printed(/^\+447700900001 is yours$|is yours/m);
      expect(await terminal.exit).to.deep.equal({ code: 0, signal: null });
    } finally {
      await terminal.kill();
      program.remove();
    }
  });

  it('packages/server/README.md: the program serves, and stops on SIGTERM', async () => {
    const program = new Program(blockUnder('Start it', 'ts', 'packages/server/README.md'));
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
