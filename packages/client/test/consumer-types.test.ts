import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const consumers = fileURLToPath(new URL('../test/consumers/', import.meta.url));

const platforms: Readonly<Record<string, ts.CompilerOptions & { readonly files: readonly string[] }>> = {
  'a browser': {
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    files: ['consumer.ts', 'consumer-with-platform.ts'],
  },
  Node: { lib: ['lib.es2022.d.ts'], types: ['node'], files: ['consumer.ts', 'consumer-with-platform.ts'] },
  'Node with the DOM library': {
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: ['node'],
    files: ['consumer.ts', 'consumer-with-platform.ts'],
  },
  'a platform without types': { lib: ['lib.es2022.d.ts'], types: [], files: ['consumer.ts'] },
};

describe("the client's types", function () {
  this.timeout(60_000);
  for (const [platform, { files, ...options }] of Object.entries(platforms)) {
    it(`compile for ${platform}`, () => {
      const program = ts.createProgram(
        files.map((file) => consumers + file),
        {
          ...options,
          module: ts.ModuleKind.NodeNext,
          target: ts.ScriptTarget.ES2022,
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipDefaultLibCheck: true,
        },
      );
      const faults = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
        return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
      expect(faults).to.deep.equal([]);
    });
  }
});
