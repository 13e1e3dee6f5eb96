// The systemd unit: systemd reads it, judges its sandbox, and the system calls that it allows are those that the server
// makes. It isn't started by systemd, which runs no machine of CI's.
import { deployed, run, tool } from './tools.mjs';

/** Out of 10, as `systemd-analyze security` counts; 0 would be a service without network. */
const worstExposure = 1.5;
const unit = deployed('systemd/threepid.service');

/** @returns what was checked, in lines. */
export async function checkUnit() {
  const analyze = await tool('systemd-analyze');
  const errors = await run(analyze, ['verify', unit]);
  if (errors.trim() !== '') throw new Error(errors);
  const report = await run(analyze, ['security', '--offline=true', '--no-pager', unit]);
  const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(report) ?? [];
  if (!(Number(exposure) <= worstExposure))
    throw new Error(`its exposure is ${exposure}, over ${worstExposure}:\n${report}`);
  return ['systemd-analyze verify finds nothing', `its exposure is ${exposure} of 10`];
}
