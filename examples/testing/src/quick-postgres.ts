/**
 * Environment of an example with PGlite. Its Postgres lives for seconds, in which the better code of V8's second compiler
 * never earns the seconds that the compiler takes.
 */
export const quickPostgres: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import ${new URL('compile-wasm-quickly.js', import.meta.url).href}`,
};
