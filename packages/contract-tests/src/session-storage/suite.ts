import type { SessionStorage } from '@threepid/core';

/** What the parts of the suite are handed: the runner's functions and the storage that is tested. */
export interface Suite {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  /** To be called inside a test: there is no storage before the suite runs. */
  readonly storage: () => SessionStorage;
}
