// Checks that the changesets configuration is valid, and that all published packages have the same version.
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
  if (versions.size !== 1)
    throw new Error(`packages have different versions: ${[...versions].join(', ')}; give all the same`);
  const loose = packages.filter(({ name }) => !fixed.some((group) => group.includes(name)));
  if (loose.length > 0)
    throw new Error(
      `add to the fixed group in .changeset/config.json: ${loose.map(({ name }) => name).join(', ')}`,
    );
});
