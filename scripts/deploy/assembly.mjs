// What assemble.mjs makes, which the image and a host of systemd's run: npm finds every dependency in it, and nothing else.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployed, run } from './tools.mjs';

/** @returns what was checked, in lines. */
export async function checkAssembly() {
  const folder = mkdtempSync(join(tmpdir(), 'threepid-assembly-'));
  try {
    await run(process.execPath, [deployed('assemble.mjs'), folder]);
    // It fails if a dependency is missing, or one is there that nobody needs.
    const { components } = JSON.parse(
      await run('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: folder }),
    );
    const help = await run(join(folder, 'node_modules/.bin/threepid'), ['--help'], { cwd: '/' });
    if (!help.includes('THREEPID_SECRET')) throw new Error(`its command prints no help:\n${help}`);
    if (!readdirSync(folder).every((name) => ['node_modules', 'package.json'].includes(name)))
      throw new Error(`it is more than packages: ${readdirSync(folder).join()}`);
    return [`npm lists its ${components.length} packages, and none is missing`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
