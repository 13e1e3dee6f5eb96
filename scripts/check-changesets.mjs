// Checks that the settings of changesets can be read, and that every published package has the one version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from '@changesets/config';
import { orExplain, root } from './build.mjs';
import { workspaces } from './stale-output.mjs';

await orExplain(async () => {
  const { fixed } = await read(root);
  const packages = workspaces(root)
    .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))
    .filter((manifest) => manifest.private !== true);
  const versions = new Set(packages.map(({ version }) => version));
  if (versions.size !== 1) throw new Error(`packages of several versions: ${[...versions].join(', ')}`);
  const loose = packages.filter(({ name }) => !fixed.some((group) => group.includes(name)));
  if (loose.length > 0)
    throw new Error(`not of the fixed group: ${loose.map(({ name }) => name).join(', ')}`);
});
