import { spawnSync } from 'node:child_process';

/**
 * What a job's last line says, `N passed, N failed`. A job that prints no counts, or ends badly with none failed, has
 * failed.
 */
export function countsOf({ code, output }) {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
  return { passed: Number(passed), failed: code === 0 ? Number(failed) : Math.max(1, Number(failed)) };
}

/** Ends a run of tests: prints how long it took and its counts, and sets the exit code. */
export function finishRun({ passed, failed }) {
  console.log(`\n${Math.round(process.uptime())} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/**
 * Does what a command of tests does. If it can't, such as without what the tests need, that counts as a failure.
 *
 * @param work throws what a person has to know.
 */
export async function countedRun(work) {
  try {
    await work();
  } catch (error) {
    console.error(`threepid: ${error.message}`);
    finishRun({ passed: 0, failed: 1 });
  }
}

/** Runs a program of Node that prints its own counts. If it was killed, it printed none. */
export function runProgram(args) {
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status === null) throw new Error(`the run was ended by ${signal}`);
  process.exitCode = status;
}
