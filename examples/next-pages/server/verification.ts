import { createThreepid, type Threepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';

/** Next may load a module once for each route: the process is what they have in common. */
const anchor = Symbol.for('threepid.example.verification');

/**
 * The app's one framework, made at the first call.
 *
 * @throws SettingsError for an environment that can't be used.
 */
export function verification(): Promise<Threepid> {
  const shared = globalThis as unknown as Record<symbol, Promise<Threepid> | undefined>;
  return (shared[anchor] ??= createVerification());
}

async function createVerification(): Promise<Threepid> {
  const { threepid, accounts, publicUrl } = await openEnvironment(process.env);
  return createThreepid({
    ...threepid,
    homeserver: { accountDirectory: new InMemoryAccounts(accounts), publicUrl },
  });
}
