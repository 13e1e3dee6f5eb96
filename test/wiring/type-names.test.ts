import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../server-process.js';

/** Of types and classes, at the beginning of a line. */
const exported = /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;
const notSources = /^(?:node_modules|dist.*|\..*|coverage)$/;

describe('the exported types of the repository', () => {
  const files = ['packages', 'adapters', 'examples', 'test'].flatMap((folder) =>
    sourcesBelow(join(root, folder)),
  );
  const places = new Map<string, string[]>();
  for (const file of files)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(exported))
      places.set(name, [...(places.get(name) ?? []), relative(root, file)]);

  it('are found', () => {
    expect(places.get('ThreepidOptions')).to.deep.equal(['packages/core/src/threepid-options.ts']);
    expect(places.get('SmppSmsSender')).to.have.lengthOf(1);
  });

  it('have names that no two of them share', () => {
    const twins = [...places].filter(([, where]) => where.length > 1);
    expect(Object.fromEntries(twins)).to.deep.equal({});
  });
});

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notSources.test(entry.name) ? [] : sourcesBelow(path);
    return /(?<!\.d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
