// `npm run check:deploy [-- parts]`: builds, starts and checks what packages/server/deploy holds, with the real tools where
// they can be had without an engine: buildah, helm, Docker Compose, systemd-analyze, and linters. Tools are installed into
// a cache of the user's; Debian's are installed if this is root. Exits with 1 if a part fails.
import { build, orExplain } from './build.mjs';
import { checkAssembly } from './deploy/assembly.mjs';
import { checkChart } from './deploy/chart.mjs';
import { checkCompose } from './deploy/compose.mjs';
import { checkImage } from './deploy/image.mjs';
import { checkUnit } from './deploy/unit.mjs';
import { checkWorkflows } from './deploy/workflows.mjs';

const parts = {
  assembly: checkAssembly,
  unit: checkUnit,
  chart: checkChart,
  compose: checkCompose,
  image: checkImage,
  workflows: checkWorkflows,
};
const named = process.argv.slice(2);

await orExplain(async () => {
  const unknown = named.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`${unknown.join()}: the parts are ${Object.keys(parts).join(', ')}`);
  build();
  for (const [name, check] of Object.entries(parts)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const start = performance.now();
    for (const line of await check()) console.log(`${name}: ${line}`);
    console.log(`${name}: passed (${Math.round((performance.now() - start) / 1_000)} s)`);
  }
});
