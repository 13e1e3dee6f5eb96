/**
 * What a job's last line says, `N passed, N failed`. A job that prints no counts, or ends badly with none failed, has
 * failed.
 */
export function countsOf({ code, output }) {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
  return { passed: Number(passed), failed: code === 0 ? Number(failed) : Math.max(1, Number(failed)) };
}
