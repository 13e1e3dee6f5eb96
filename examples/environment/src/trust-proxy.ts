import type { Environment } from 'threepid';

/**
 * Reads `THREEPID_TRUST_PROXY` ahead of the other settings, because Next needs its route handlers at once.
 * `openEnvironment` reports errors in it.
 */
export function readTrustProxy(environment: Environment): readonly string[] {
  const entries = environment['THREEPID_TRUST_PROXY']?.split(',').map((entry) => entry.trim()) ?? [];
  return entries.filter((entry) => entry !== '');
}
