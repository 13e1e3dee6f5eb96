// `node check-types.mjs VERSION`: type-checks imports of every package, strictly, with that TypeScript and each module
// resolution. Their declarations are checked too, and those of their dependencies, except where a peer's have errors.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { entryPoints } from './entry-points.mjs';

const [version] = process.argv.slice(2);
/** The declarations of better-auth refer to Bun's, and those of Next to React DOM's and sharp's. */
const onPeersWithErrors = ['@threepid/better-auth', '@threepid/next'];
const checked = entryPoints.filter((entry) => !onPeersWithErrors.includes(entry));

write('checked', checked);
write('unchecked', onPeersWithErrors);
// TypeScript supports `require` of an ES module under nodenext since 5.8.
const required = version === '5.6' ? [] : ['checked.cts'];
check('false', ['--module', 'nodenext', 'checked.mts', ...required]);
check('false', ['--module', 'esnext', '--moduleResolution', 'bundler', 'checked.mts']);
check('true', ['--module', 'nodenext', 'unchecked.mts']);
check('true', ['--module', 'esnext', '--moduleResolution', 'bundler', 'unchecked.mts']);

function write(name, entries) {
  const numbered = entries.map((entry, index) => [`module${index}`, entry]);
  writeFileSync(
    `${name}.mts`,
    numbered.map(([id, entry]) => `export * as ${id} from '${entry}';\n`).join(''),
  );
  writeFileSync(
    `${name}.cts`,
    numbered.map(([id, entry]) => `export import ${id} = require('${entry}');\n`).join(''),
  );
}

function check(skipLibCheck, options) {
  const tsc = `node_modules/typescript-${version}/bin/tsc`;
  const strict = ['--noEmit', '--strict', '--skipLibCheck', skipLibCheck, '--types', 'node'];
  const args = [tsc, ...strict, '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', ...options];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return;
  console.log(`${args.join(' ')}:\n${stdout}`);
  process.exitCode = 1;
}
