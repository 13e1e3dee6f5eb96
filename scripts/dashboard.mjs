// `npm run dashboard`: writes Grafana's dashboard, packages/server/deploy/grafana/threepid.json, from the table in
// dashboard/panels.mjs. With `-- --picture`, also draws docs/images/dashboard-light.png and dashboard-dark.png.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { orExplain, root } from './build.mjs';
import { dashboardOf } from './dashboard/grafana.mjs';
import { rows } from './dashboard/panels.mjs';

const file = `${root}packages/server/deploy/grafana/threepid.json`;
const { values: options } = parseArgs({ options: { picture: { type: 'boolean', default: false } } });

await orExplain(async () => {
  const json = JSON.stringify(dashboardOf(rows), undefined, 2);
  writeFileSync(file, await format(json, { ...(await resolveConfig(file)), filepath: file }));
  console.log(`threepid: wrote ${file}`);
  if (!options.picture) return;
  const { drawDashboard } = await import('./dashboard/picture.mjs');
  await drawDashboard(rows);
});
