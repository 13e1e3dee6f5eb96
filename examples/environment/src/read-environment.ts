import { randomBytes } from 'node:crypto';
import { ConsoleSmsSender, type ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { readSettings, type Environment } from 'threepid';
import { readAccounts, type SeedAccount } from './accounts.js';

/** What every example takes from its environment: the stand-alone server's settings, and accounts to start with. */
export interface ExampleEnvironment {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the example: `THREEPID_PUBLIC_URL`, or host and port. */
  readonly publicUrl: string;
  readonly production: boolean;
  /** Whether a development inbox is to be shown. */
  readonly inbox: boolean;
  /** What `createThreepid` needs at least. */
  readonly threepid: Pick<ThreepidOptions, 'secret' | 'storage' | 'sms' | 'production'>;
  readonly accounts: readonly SeedAccount[];
}

/**
 * Reads the environment of an example.
 *
 * @throws SettingsError with what is wrong, and the way to mend it.
 */
export function readEnvironment(environment: Environment): ExampleEnvironment {
  const { host, port, publicUrl, production, inbox, secrets } = readSettings(environment);
  return {
    host,
    port,
    publicUrl: publicUrl ?? `http://${host}:${port}`,
    production,
    inbox,
    threepid: {
      secret: secrets.length > 0 ? secrets : randomBytes(48).toString('base64url'),
      storage: new MemorySessionStorage(),
      sms: new ConsoleSmsSender(),
      production,
    },
    accounts: readAccounts(environment['THREEPID_ACCOUNTS'] ?? ''),
  };
}
