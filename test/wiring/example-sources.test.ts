import { expect } from 'chai';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../server-process.js';

const examples = join(root, 'examples');
/** Examples that are programs. The others are libraries, or apps whose framework finds the files. */
const programs = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'src/main.ts')));

describe('the sources of the examples', () => {
  it('include the known programs', () => {
    expect(programs).to.include.members(['custom-provider', 'express', 'fastify', 'nestjs', 'synapse']);
  });

  for (const name of programs) {
    it(`are all used by the program: ${name}`, () => {
      const folder = join(examples, name, 'src');
      const used = new Set(entriesOf(name).flatMap((entry) => [...reachedFrom(join(folder, entry))]));
      expect(filesBelow(folder).filter((file) => !used.has(file))).to.deep.equal([]);
    });

    it(`name only scripts that exist: ${name}`, () => {
      for (const file of filesBelow(join(examples, name, 'src'))) expectScripts(readFileSync(file, 'utf8'));
    });
  }
});

/** The program, and what its README has another program load, such as `examples/custom-provider/dist/sender-module.js`. */
function entriesOf(name: string): readonly string[] {
  const readme = readFileSync(join(examples, name, 'README.md'), 'utf8');
  const named = [...readme.matchAll(new RegExp(`examples/${name}/dist/([\\w-]+)\\.js`, 'g'))];
  return ['main.ts', ...named.map(([, file = '']) => `${file}.ts`)];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function reachedFrom(file: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
    if (fileName.startsWith('.')) reachedFrom(join(dirname(file), fileName.replace(/\.js$/, '.ts')), reached);
  }
  return reached;
}

/** A command such as `npm run replay -w examples/synapse`. */
function expectScripts(text: string): void {
  for (const [command, script = '', workspace = ''] of text.matchAll(/npm run ([\w:-]+) -w ([\w/-]+\w)/g)) {
    const manifest = join(root, workspace, 'package.json');
    const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: Record<string, string> };
    expect(scripts, `${command} (${relative(root, manifest)})`).to.have.property(script);
  }
}
