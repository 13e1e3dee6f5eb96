/** The functions of a test runner: mocha's as they are; other runners call the last two `beforeAll` and `afterAll`. */
export interface ContractRunner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  readonly before: (body: () => Promise<void>) => unknown;
  readonly after: (body: () => Promise<void>) => unknown;
}
