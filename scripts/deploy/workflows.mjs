// The workflows of GitHub: judged by zizmor, read by actionlint where it is installed, and each action is pinned to a commit. None is run here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build.mjs';
import { isThere, run, tool } from './tools.mjs';

const folder = `${root}.github`;
const workflows = readdirSync(join(folder, 'workflows')).map((name) => join(folder, 'workflows', name));
/** An action at a commit, with the version that it is. */
const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** @returns what was checked, in lines. */
export async function checkWorkflows() {
  const loose = workflows.flatMap(usesOf).filter((uses) => !pinned.test(uses));
  if (loose.length > 0) throw new Error(`pin by commit, with the version in a comment: ${loose.join(', ')}`);
  const byActionlint = isThere('actionlint');
  if (byActionlint) await run('actionlint', workflows);
  await run(await tool('zizmor'), ['--offline', '--no-progress', '--persona', 'pedantic', folder]);
  const dependabot = join(folder, 'dependabot.yml');
  if (existsSync(dependabot))
    await run(await tool('check-jsonschema'), ['--builtin-schema', 'vendor.dependabot', dependabot]);
  return [
    'zizmor finds nothing, and each action is pinned to a commit',
    byActionlint ? 'actionlint finds nothing' : 'NOT read by actionlint: it is not installed',
  ];
}

function usesOf(file) {
  return [...readFileSync(file, 'utf8').matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, uses]) => uses);
}
