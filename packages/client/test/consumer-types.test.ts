import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const consumers = fileURLToPath(new URL('../test/consumers/', import.meta.url));
const tsc = fileURLToPath(new URL('../../../node_modules/typescript-7/bin/tsc', import.meta.url));
const flags = '--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --skipDefaultLibCheck';
const target = '--module nodenext --target es2022';

interface Platform {
  readonly lib: string;
  readonly types: readonly string[];
  readonly files: readonly string[];
}

const platforms: Readonly<Record<string, Platform>> = {
  'a browser': { lib: 'es2022,dom', types: [], files: ['consumer.ts', 'consumer-with-platform.ts'] },
  Node: { lib: 'es2022', types: ['node'], files: ['consumer.ts', 'consumer-with-platform.ts'] },
  'Node with the DOM library': {
    lib: 'es2022,dom',
    types: ['node'],
    files: ['consumer.ts', 'consumer-with-platform.ts'],
  },
  'a platform without types': { lib: 'es2022', types: [], files: ['consumer.ts'] },
};

describe("the client's types", function () {
  this.timeout(60_000);
  for (const [platform, { lib, types, files }] of Object.entries(platforms)) {
    it(`compile for ${platform}`, () => {
      const options = `${flags} ${target} --lib ${lib}`.split(' ');
      const args = [tsc, ...options, '--types', types.join(), ...files];
      const { status, stdout } = spawnSync(process.execPath, args, { cwd: consumers, encoding: 'utf8' });
      expect(stdout).to.equal('');
      expect(status).to.equal(0);
    });
  }
});
