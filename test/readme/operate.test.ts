import { ConsoleSmsSender, createThreepid, type Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

  it('has commands for an attack that do what it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threepid-operate-'));
    const program = join(folder, 'attack.mjs');
    const commands = blockUnder('The first attack', 'js', file);
    writeFileSync(
      program,
      `export default async (threepid) => {${commands} return { spending, decision }; }`,
    );
    const { default: run } = (await import(pathToFileURL(program).href)) as {
      default: (threepid: Threepid) => Promise<{ readonly spending: unknown; readonly decision: unknown }>;
    };
    rmSync(folder, { recursive: true });
    const threepid = createThreepid({
      secret: 'operate.md'.repeat(4),
      storage: new MemorySessionStorage(),
      sms: new ConsoleSmsSender(),
    });
    const { spending, decision } = await run(threepid);
    expect(spending).to.include.keys('today', 'month');
    expect(decision).to.deep.equal({ kind: 'refuse', rule: 'blocked' });
    expect(await threepid.operator.blocks()).to.deep.equal([]);
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
