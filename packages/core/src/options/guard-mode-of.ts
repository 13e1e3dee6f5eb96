import type { GuardMode } from '../guard/guard-mode.js';
import type { ThreepidOptions } from '../threepid-options.js';

/** The guard's mode. Who switches all limits off, for a load test, doesn't want the guard's either, unless they say so. */
export function guardModeOf({ guard, limits }: Partial<ThreepidOptions>): GuardMode {
  return guard?.mode ?? (limits === false ? 'off' : 'enforce');
}
