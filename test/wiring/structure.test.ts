import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../server-process.js';

const copied = ['packages/core', 'adapters/express'];
/** Files that break a rule each. */
const planted: Readonly<Record<string, string>> = {
  'packages/core/src/domain/planted-one.ts':
    "import type { Two } from './planted-two.js';\nexport type One = Two[];",
  'packages/core/src/domain/planted-two.ts':
    "import type { One } from './planted-one.js';\nexport type Two = One[];",
  'adapters/express/src/one/planted.ts': "import '../two/planted.js';",
  'adapters/express/src/one/innocent.ts': 'export const one = 1;',
  'adapters/express/src/two/planted.ts': 'export const two = 2;',
  'adapters/express/src/two/back.ts': "export { one } from '../one/innocent.js';",
  'packages/core/src/sms/planted.ts':
    "import type { threepidMiddleware } from '@threepid/express';\nimport 'express';\nimport 'tsyringe';",
  'packages/core/src/errors/planted.ts': "import '../use-cases/submit-token.js';",
};

describe('npm run check:structure', () => {
  let folder = '';
  let status: number | null = null;
  let violations: readonly string[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'threepid-structure-'));
    for (const path of copied.flatMap((each) => [`${each}/src`, `${each}/package.json`]))
      cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, source] of Object.entries(planted)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const check = spawnSync(process.execPath, [join(root, 'scripts/check-structure.mjs'), folder], {
      encoding: 'utf8',
    });
    status = check.status;
    violations = check.stdout.split('\n').filter((line) => line.trim().startsWith('error '));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const found = (rule: string, from: string, to = ''): void => {
    const lines = violations.filter((line) => line.includes(` ${rule}: ${from} → `) && line.includes(to));
    expect(lines, violations.join('\n')).to.have.lengthOf.at.least(1);
  };

  it('fails', () => {
    expect(status).to.equal(1);
  });

  it('finds a circle of files, of types alone', () => {
    found('no-circle-of-files', 'packages/core/src/domain/planted-one.ts');
  });

  it('finds a circle of folders whose files make none', () => {
    found('no-circle-of-folders', 'adapters/express/src/one');
  });

  it('finds imports that point outwards', () => {
    const file = 'packages/core/src/sms/planted.ts';
    found('core-imports-no-package-of-ours', file, 'adapters/express/src/index.ts');
    found('core-imports-its-five-libraries', file, 'node_modules/express/');
    found('tsyringe-in-injection-only', file);
    found('core-imports-inwards', 'packages/core/src/errors/planted.ts', 'use-cases/submit-token.ts');
  });
});
