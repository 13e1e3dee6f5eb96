// Compiles the mutated sources of a package, `node transpile.mjs FOLDER`, without a look at types: Stryker puts all mutants
// into one program, which no type checker would accept.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const [folder] = process.argv.slice(2);
const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  useDefineForClassFields: false,
};

for (const file of readdirSync(join(folder, 'src'), { recursive: true })) {
  if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
  const source = readFileSync(join(folder, 'src', file), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: file });
  writeFileSync(join(folder, 'dist', file.replace(/ts$/, 'js')), outputText);
}
