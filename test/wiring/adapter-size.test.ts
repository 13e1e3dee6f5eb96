import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const adapters = fileURLToPath(new URL('../../../adapters/', import.meta.url));
const mostLines = 60;
/** Adapters on top of another one. */
const buildsOn: Readonly<Record<string, readonly string[]>> = {
  next: ['@threepid/fetch'],
  nestjs: ['@threepid/express', '@threepid/fastify'],
};
/** Hosts that are no package, because the platform has `Request` and `Response`; or several. */
const peersOf: Readonly<Record<string, readonly string[]>> = {
  fetch: [],
  nestjs: ['@nestjs/common', '@nestjs/core'],
};

describe('An adapter', () => {
  for (const name of readdirSync(adapters)) {
    it(`${name} has at most ${mostLines} lines of code`, () => {
      const lines = sourceFiles(name).map((file) => codeLines(readFileSync(file, 'utf8')));
      expect(lines.reduce((sum, count) => sum + count, 0)).to.be.within(1, mostLines);
    });

    it(`${name} has its host as a peer dependency, and depends only on the core and what it builds on`, () => {
      const { dependencies, peerDependencies = {} } = JSON.parse(
        readFileSync(`${adapters}${name}/package.json`, 'utf8'),
      ) as Partial<Record<'peerDependencies', object>> & Record<'dependencies', object>;
      expect(Object.keys(dependencies)).to.deep.equal(['@threepid/core', ...(buildsOn[name] ?? [])]);
      expect(Object.keys(peerDependencies)).to.deep.equal(peersOf[name] ?? [name]);
    });

    it(`${name} has nothing of the protocol in its code`, () => {
      for (const file of sourceFiles(name))
        expect(withoutComments(readFileSync(file, 'utf8'))).to.not.match(
          /_matrix|errcode|M_[A-Z]+|msisdn|sid\b/,
        );
    });
  }
});

function sourceFiles(adapter: string): readonly string[] {
  const folder = `${adapters}${adapter}/src`;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
}

/** Number of lines with code, without blank lines and comments. */
function codeLines(source: string): number {
  const file = ts.createSourceFile('adapter.ts', source, ts.ScriptTarget.Latest, true);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isToken(node) && node.kind !== ts.SyntaxKind.EndOfFileToken) {
      lines.add(file.getLineAndCharacterOfPosition(node.getStart(file)).line);
      lines.add(file.getLineAndCharacterOfPosition(node.getEnd()).line);
    }
    for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(file);
  return lines.size;
}

function withoutComments(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { removeComments: true, target: ts.ScriptTarget.ES2022 },
  });
  return outputText;
}
