export { InMemoryAccounts, type SeedAccount } from './accounts.js';
export { openEnvironment, type ExampleEnvironment } from './open-environment.js';
export { SignIns } from './sign-ins.js';
export { readTrustProxy } from './trust-proxy.js';
