import { bareVerification } from '../../bare/bare-verification.mjs';

const key = Symbol.for('threepid.bench.bare');

/** The routes' only verification: Next may load this module once for each route. */
export function bareOfApp() {
  return (globalThis[key] ??= bareVerification(process.env));
}
