import type { SessionStorage } from '@threepid/core';

/** Input of the suite's parts: the runner's functions and the tested storage. */
export interface Suite {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  /** Call it inside a test: there is no storage before the suite runs. */
  readonly storage: () => SessionStorage;
}
