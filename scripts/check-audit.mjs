// Asks the registry for known vulnerabilities of the dependencies. Passes if the registry has no such service.
import { spawnSync } from 'node:child_process';
import { root } from './build.mjs';

const { stdout } = spawnSync(
  'npm',
  ['audit', '--omit=dev', '--audit-level=moderate', '--json', '--fetch-retries=0'],
  {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  },
);
const report = parse(stdout);
if (report?.metadata === undefined) {
  console.log(
    `The registry does not answer audits (${report?.statusCode ?? 'no answer'}): nothing was checked.`,
  );
} else {
  const { moderate, high, critical } = report.metadata.vulnerabilities;
  console.log(`Known vulnerabilities: ${moderate} moderate, ${high} high, ${critical} critical`);
  if (moderate + high + critical > 0) {
    console.log(JSON.stringify(report.vulnerabilities, undefined, 2));
    process.exitCode = 1;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
