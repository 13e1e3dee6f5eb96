import { createThreepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment, SignIns } from '@threepid/example-environment';

const environment = await openEnvironment(process.env);

/** Stand-ins for your app's users and their sessions. */
export const accounts = new InMemoryAccounts(environment.accounts);
export const signIns = new SignIns();

export const threepid = createThreepid({ ...environment.threepid, accountDirectory: accounts });

// adapter-node emits it once the last request has been answered.
process.once('sveltekit:shutdown', () => void environment.close());
