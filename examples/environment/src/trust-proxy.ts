import type { Environment } from 'threepid';

/**
 * Reads `THREEPID_TRUST_PROXY` before the settings can be: Next wants its route handlers at once. What is wrong with it is
 * an error of `openEnvironment`.
 */
export function readTrustProxy(environment: Environment): readonly string[] {
  const entries = environment['THREEPID_TRUST_PROXY']?.split(',').map((entry) => entry.trim()) ?? [];
  return entries.filter((entry) => entry !== '');
}
