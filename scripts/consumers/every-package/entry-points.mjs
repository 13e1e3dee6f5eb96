// The modules of our packages that are installed here, such as `@threepid/contract-tests/redis`.
import { readFileSync } from 'node:fs';

function manifest(file) {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

export const entryPoints = Object.keys(manifest('package.json').dependencies)
  .filter((name) => name === 'threepid' || name.startsWith('@threepid/'))
  .flatMap((name) =>
    Object.entries(manifest(`node_modules/${name}/package.json`).exports)
      .filter(([, target]) => String(target.default ?? target).endsWith('.js'))
      .map(([path]) => name + path.slice(1)),
  );
