import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { root } from '../server-process.js';
import { unknownNames } from './metric-names.js';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: Place;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

const dashboard = JSON.parse(
  readFileSync(`${root}packages/server/deploy/grafana/threepid.json`, 'utf8'),
) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** Grafana's own variables, and those of the dashboard, as they are when somebody opens it. */
const opened: Readonly<Record<string, string>> = {
  __rate_interval: '5m',
  job: '.*',
  country: '.*',
  provider: '.*',
};
const asOpened = (expr: string): string =>
  expr.replaceAll(/\$(\w+)/g, (_, name: string) => opened[name] ?? '?');

describe("Grafana's dashboard", () => {
  it('is what `npm run dashboard` writes', async () => {
    const load = (file: string): Promise<unknown> =>
      import(pathToFileURL(`${root}scripts/dashboard/${file}`).href);
    const { dashboardOf } = (await load('grafana.mjs')) as { dashboardOf: (rows: unknown) => Dashboard };
    const { rows } = (await load('panels.mjs')) as { rows: unknown };
    expect(dashboard).to.deep.equal(JSON.parse(JSON.stringify(dashboardOf(rows))));
  });

  it('has a number of its own for each panel, and no panel over another', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const places = dashboard.panels.map(({ gridPos }) => gridPos);
    for (const place of places) expect(place.x + place.w).to.be.at.most(24);
    const overlaps = places.flatMap((one, index) =>
      places.slice(index + 1).filter((two) => overlap(one, two)),
    );
    expect(overlaps).to.deep.equal([]);
  });

  it('says of each panel its unit, and what to do if it looks bad', () => {
    for (const { title, description = '', fieldConfig } of panels) {
      expect(fieldConfig?.defaults.unit, title).to.be.a('string');
      expect(description, title).to.have.length.within(60, 280);
    }
    const titles = panels.map(({ title }) => title);
    expect(new Set(titles).size).to.equal(titles.length);
  });

  it('asks for metrics and labels that there are, by the variables that it has', () => {
    const variables = ['__rate_interval', ...dashboard.templating.list.map(({ name }) => name)];
    for (const { title, expr } of queries) {
      expect(unknownNames(expr), title).to.deep.equal([]);
      for (const [, name] of expr.matchAll(/\$(\w+)/g)) expect(variables, title).to.include(name);
      expect(expr, title).to.include('job=~"$job"');
    }
  });

  it('has queries that Prometheus can read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'threepid-dashboard-'));
    const rules = queries.map(({ expr }, index) => ({ record: `query:${index}`, expr: asOpened(expr) }));
    const file = join(folder, 'queries.yml');
    writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(status, stderr).to.equal(0);
  });
});

function overlap(one: Place, two: Place): boolean {
  return one.x < two.x + two.w && two.x < one.x + one.w && one.y < two.y + two.h && two.y < one.y + one.h;
}
