// What the tests need beside npm packages: real servers to talk to. Found, or installed where that can be done.
import { spawnSync } from 'node:child_process';
import { canInstallDebian, installDebian } from './debian.mjs';

const requirements = [
  { name: 'a Redis server', debian: ['redis-server'], probe: ['redis-server', '--version'] },
  {
    name: 'Chromium',
    kind: 'browser',
    debian: ['chromium-headless-shell'],
    probe: ['sh', '-c', 'chromium-headless-shell --version || chromium --version'],
  },
  {
    name: 'an SMSC (Net::SMPP for Perl)',
    debian: ['perl', 'libnet-smpp-perl'],
    probe: ['perl', '-MNet::SMPP', '-MJSON::PP', '-e', '1'],
  },
  {
    name: 'Prometheus and promtool',
    debian: ['prometheus'],
    probe: ['sh', '-c', 'prometheus --version && promtool --version'],
  },
];

/**
 * Ensures what tests of a kind need.
 *
 * @param kind one of `kinds` of test-jobs.mjs; undefined: what `npm test` runs.
 */
export function ensureTestRequirements(kind) {
  const needed = requirements.filter((each) => each.kind === undefined || each.kind === kind);
  ensure(needed, '.\nWithout them, run a part: npm test -- packages/core');
}

/** Ensures what commands need that run real Redis servers, and nothing else of the list. */
export function ensureRedisServer() {
  if (process.env.THREEPID_REDIS_SERVER !== undefined) return;
  ensure(requirements.slice(0, 1), ', or name one in THREEPID_REDIS_SERVER.');
}

/** @throws Error that says what is missing, and the one command that installs it. */
function ensure(wanted, otherwise) {
  const missing = wanted.filter(isMissing);
  if (missing.length === 0) return;
  const packages = missing.flatMap(({ debian }) => debian);
  if (canInstallDebian()) {
    console.error(`threepid: installing ${packages.join(' ')}`);
    installDebian(packages);
  }
  const still = missing.filter(isMissing);
  if (still.length === 0) return;
  throw new Error(
    `this needs ${still.map(({ name }) => name).join(', ')}. On Debian:\n\n` +
      `  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}\n\n` +
      `Elsewhere, install them so that ${still.map(({ probe }) => `'${probe.join(' ')}'`).join(' and ')} works` +
      otherwise,
  );
}

function isMissing({ probe: [command, ...args] }) {
  const { status } = spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 });
  return status !== 0;
}
