import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../server-process.js';
import { blockUnder, page } from './readme-blocks.js';

const file = 'docs/operate.md';
const rules = 'packages/server/deploy/prometheus/threepid-rules.yml';

describe('docs/operate.md', () => {
  it('has a configuration that Prometheus accepts, with a job that the alerts look for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'threepid-operate-'));
    const configuration = blockUnder('Let Prometheus read the metrics', 'yaml', file);
    writeFileSync(join(folder, 'prometheus.yml'), configuration);
    copyFileSync(root + rules, join(folder, 'threepid-rules.yml'));
    const { status, stderr } = spawnSync('promtool', ['check', 'config', join(folder, 'prometheus.yml')], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect(status, stderr).to.equal(0);
    expect(configuration).to.match(/job_name: threepid/);
  });

  it('says of each alert what to look at and what to do, and of no other', () => {
    const alerts = [...readFileSync(root + rules, 'utf8').matchAll(/- alert: (\w+)/g)].map(
      ([, name]) => name,
    );
    const sections = page(file)
      .split(/^###? /m)
      .filter((section) => section.startsWith('Threepid'));
    expect(sections.map((section) => section.split('\n')[0])).to.have.members(alerts);
    for (const section of sections)
      expect(section).to.include('\n- **Look at** ').and.include('\n- **Do**: ');
  });
});
