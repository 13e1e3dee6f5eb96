import { createThreepid, type Threepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';

/** Key of the shared instance on `globalThis`: Next may load this module once per route. */
const anchor = Symbol.for('threepid.example.verification');

/**
 * The app's only framework, created at the first call.
 *
 * @throws SettingsError if the environment is invalid.
 */
export function verification(): Promise<Threepid> {
  const shared = globalThis as unknown as Record<symbol, Promise<Threepid> | undefined>;
  return (shared[anchor] ??= createVerification());
}

async function createVerification(): Promise<Threepid> {
  const { threepid, accounts, publicUrl } = await openEnvironment(process.env);
  return createThreepid({
    ...threepid,
    accountDirectory: new InMemoryAccounts(accounts),
    homeserver: { publicUrl },
  });
}
