// The program of `npm run test:soak`: scripts/soak.mjs builds and starts it.
import { randomInt } from 'node:crypto';
import { checksOf, type SoakCheck } from './soak-checks.js';
import { readSoakOptions, soakHelp, type SoakOptions } from './soak-options.js';
import { soakTables } from './soak-report.js';
import { SoakRun } from './soak-run.js';
import { SoakSite } from './soak-site.js';

const say = (line: string): void => {
  console.log(line);
};

const options = optionsOfThisProcess();
if (options === undefined) say(soakHelp);
else await soak(options);

/** Ends the process if its options can't be understood. */
function optionsOfThisProcess(): SoakOptions | undefined {
  try {
    return readSoakOptions(process.argv.slice(2), () => randomInt(1, 1_000_000_000));
  } catch (error) {
    console.error(
      `threepid: ${error instanceof Error ? error.message : String(error)}; --help lists the options`,
    );
    process.exit(1);
  }
}

async function soak(given: SoakOptions): Promise<void> {
  const { minutes, rate, seed } = given;
  say(
    `soak: ${minutes} minutes, ${rate} people a second. Again: npm run test:soak -- --minutes ${minutes} --rate ${rate} --seed ${seed}`,
  );
  const site = await SoakSite.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void site.close().finally(() => process.exit(1)));
  try {
    const result = await new SoakRun(site, given, say).run();
    const { begun, verified, calls, waiting, lost } = result.record;
    say(`\n${soakTables(result)}\n`);
    say(`${begun} people, ${calls} calls, ${verified} verified; ${lost} asked again after a failover`);
    const busy = Math.round(result.busySeconds);
    if (busy > 0)
      say(`${busy} s of it, other programs took the processors: figures and time-outs say little`);
    say(`${waiting} told to come back later, after calls of theirs had failed\n`);
    finish(checksOf(result));
  } finally {
    await site.close();
  }
}

function finish(checks: readonly SoakCheck[]): void {
  for (const { words, broken, count } of checks) {
    say(`${count === 0 ? '✔' : '✗'} ${words}${count === 0 ? '' : ` (${count} times)`}`);
    for (const how of broken) say(`    ${how}`);
  }
  const failed = checks.filter(({ count }) => count > 0).length;
  say(`\n${Math.round(process.uptime())} s\n${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
