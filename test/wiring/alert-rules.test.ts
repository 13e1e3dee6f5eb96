import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { root } from '../server-process.js';
import { unknownNames } from './metric-names.js';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const folder = `${root}packages/server/deploy/prometheus/`;
const { groups } = parse(readFileSync(`${folder}threepid-rules.yml`, 'utf8')) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const stories = readdirSync(folder).filter((file) => file.endsWith('.test.yml'));

/** Parts of the stories: each begins with a comment that names its alerts. */
const parts = stories.flatMap((file) =>
  readFileSync(folder + file, 'utf8')
    .split(/^ {2}# (?=Threepid)/m)
    .slice(1),
);

/** The stories of an alert. */
const storiesOf = (alert: string): string =>
  parts.filter((part) => new RegExp(`^[^\\n]*\\b${alert}\\b`).test(part)).join('');

describe("Prometheus' rules", () => {
  // The suite has no time for garbage.
  const environment = { ...process.env, GOGC: '400' };

  it('fire when they should, and only then', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', ...stories], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).to.equal(0);
  });

  it('can be read by Prometheus', () => {
    const { status, stderr } = spawnSync('promtool', ['check', 'rules', `${folder}threepid-rules.yml`], {
      encoding: 'utf8',
    });
    expect(status, stderr).to.equal(0);
  });

  it('ask for metrics and labels that there are', () => {
    const records = rules.map(({ record = '' }) => record);
    for (const { alert, record, expr } of rules)
      expect(unknownNames(expr, records), alert ?? record).to.deep.equal([]);
  });

  it('say of each alert how bad it is, what it means and where to read what to do', () => {
    for (const { alert = '', labels = {}, annotations = {} } of alerts) {
      expect(labels['severity'], alert).to.be.oneOf(['warning', 'critical']);
      expect(Object.keys(annotations), alert).to.have.members(['summary', 'description', 'runbook_url']);
      expect(annotations['runbook_url']).to.equal(`docs/operate.md#${alert.toLowerCase()}`);
    }
  });

  for (const { alert = '' } of alerts)
    it(`have stories in which ${alert} fires, and in which it does not`, () => {
      const told = storiesOf(alert);
      expect(told)
        .to.match(/name: 'fires/)
        .and.match(/name: '[^\n]*nothing/);
      expect(told).to.include(`alertname="${alert}"`);
    });
});
