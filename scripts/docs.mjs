// `npm run docs`: writes the API reference to docs/api, builds the site to docs/.vitepress/dist, and checks it. With
// `-- --serve`, shows it afterwards.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, orExplain, root } from './build.mjs';
import { siteErrors } from './site-errors.mjs';
import { installNpmTools } from './tool-folder.mjs';

const site = `${root}docs/.vitepress/dist/`;

const modules = `${root}node_modules`;

await orExplain(async () => {
  build();
  const siteModules = installNpmTools('docs/.vitepress');
  writeReference();
  await buildSite(siteModules);
  const errors = siteErrors(site);
  for (const error of errors) console.error(error);
  if (errors.length > 0) throw new Error(`${errors.length} errors in the site`);
  console.log(`threepid: the site is in ${site}`);
  if (process.argv.includes('--serve')) await serveSite(siteModules);
});

function writeReference() {
  rmSync(`${root}docs/api`, { recursive: true, force: true });
  run(`${modules}/typedoc/bin/typedoc`, []);
}

async function buildSite(siteModules) {
  const { referenceIndex } = await import('../docs/.vitepress/reference.mjs');
  mkdirSync(`${root}docs/api`, { recursive: true });
  writeFileSync(`${root}docs/api/index.md`, referenceIndex());
  const output = run(`${siteModules}/vitepress/bin/vitepress.js`, ['build', 'docs']);
  // VitePress builds in spite of warnings, such as one about a language that it can't highlight.
  const warnings = output.split('\n').filter((line) => /\(!\)|\bwarn/i.test(line));
  if (warnings.length > 0) throw new Error(`VitePress warns:\n${warnings.join('\n')}`);
}

async function serveSite(siteModules) {
  const { serve } = await import(`${siteModules}/vitepress/dist/node/index.js`);
  await serve({ root: `${root}docs` });
}

/** Runs a tool and prints what it prints. */
function run(bin, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  const output = stdout + stderr;
  process.stderr.write(output);
  if (status !== 0) throw new Error(`'${[bin, ...args].join(' ')}' failed`);
  return output;
}
