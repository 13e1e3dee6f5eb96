// `npm run docs`: writes the API reference to docs/api, builds the site to docs/.vitepress/dist, and checks it. With
// `-- --serve`, shows it afterwards.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, orExplain, root } from './build.mjs';
import { siteErrors } from './site-errors.mjs';

const site = `${root}docs/.vitepress/dist/`;

await orExplain(async () => {
  build();
  writeReference();
  await buildSite();
  const errors = siteErrors(site);
  for (const error of errors) console.error(error);
  if (errors.length > 0) throw new Error(`${errors.length} errors in the site`);
  console.log(`threepid: the site is in ${site}`);
  if (process.argv.includes('--serve')) await serveSite();
});

function writeReference() {
  rmSync(`${root}docs/api`, { recursive: true, force: true });
  run('typedoc/bin/typedoc', []);
}

async function buildSite() {
  const { referenceIndex } = await import('../docs/.vitepress/reference.mjs');
  mkdirSync(`${root}docs/api`, { recursive: true });
  writeFileSync(`${root}docs/api/index.md`, referenceIndex());
  const output = run('vitepress/bin/vitepress.js', ['build', 'docs']);
  // VitePress builds in spite of warnings, such as one about a language that it can't highlight.
  const warnings = output.split('\n').filter((line) => /\(!\)|\bwarn/i.test(line));
  if (warnings.length > 0) throw new Error(`VitePress warns:\n${warnings.join('\n')}`);
}

async function serveSite() {
  const { serve } = await import('vitepress');
  await serve({ root: `${root}docs` });
}

/** Runs a tool and prints what it prints. */
function run(bin, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}node_modules/${bin}`, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  const output = stdout + stderr;
  process.stderr.write(output);
  if (status !== 0) throw new Error(`'${[bin, ...args].join(' ')}' failed`);
  return output;
}
