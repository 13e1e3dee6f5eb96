export { InMemoryAccounts, type SeedAccount } from './accounts.js';
export { readEnvironment, type ExampleEnvironment } from './read-environment.js';
