import { randomBytes } from 'node:crypto';
import type { ThreepidOptions } from '@threepid/core';
import { pino } from 'pino';
import {
  guardOptionsOf,
  limitsOptionOf,
  openChallenge,
  openSms,
  openStorage,
  readSettings,
  type Environment,
  type Settings,
} from 'threepid';
import { readAccounts, type SeedAccount } from './accounts.js';

/** The environment of an example: the stand-alone server's settings, and accounts to start with. */
export interface ExampleEnvironment {
  readonly host: string;
  readonly port: number;
  /** URL at which clients reach the example: `THREEPID_PUBLIC_URL`, or host and port. */
  readonly publicUrl: string;
  /** True if the development inbox is on. */
  readonly inbox: boolean;
  /** Options of `createThreepid`, from `THREEPID_STORAGE`, `THREEPID_SMS`, `THREEPID_GUARD`, `THREEPID_BUDGETS` and the like. */
  readonly threepid: Pick<
    ThreepidOptions,
    | 'secret'
    | 'storage'
    | 'sms'
    | 'production'
    | 'limits'
    | 'guard'
    | 'challenge'
    | 'delegates'
    | 'testNumbers'
    | 'logger'
  >;
  /** Proxies whose `X-Forwarded-For` is trusted, from `THREEPID_TRUST_PROXY`. Empty: none. */
  readonly trustProxy: readonly string[];
  /** Accounts of `THREEPID_ACCOUNTS`. */
  readonly accounts: readonly SeedAccount[];
  /** Closes storage and provider. */
  close(): Promise<void>;
}

/**
 * Reads the environment of an example, and opens the storage and the provider that it names.
 *
 * @throws SettingsError that lists each error with its fix.
 */
export async function openEnvironment(environment: Environment): Promise<ExampleEnvironment> {
  // It is no setting of the server's.
  const { THREEPID_ACCOUNTS: seeds = '', ...rest } = environment;
  const settings = await readSettings({ THREEPID_LOG_LEVEL: 'warn', ...rest });
  const accounts = readAccounts(seeds);
  const { host, port, publicUrl, inbox, secrets, trustProxy = [] } = settings;
  const secret = secrets.length > 0 ? secrets : randomBytes(48).toString('base64url');
  const logger = pino({ level: settings.logLevel });
  const storage = await openStorage(settings, logger);
  const provider = await openSms(settings, logger);
  return {
    host,
    port,
    publicUrl: publicUrl ?? `http://${host}:${port}`,
    inbox,
    threepid: {
      secret,
      ...openChallenge(settings, secret),
      storage: storage.sessions,
      sms: provider.sender,
      logger,
      ...shared(settings),
    },
    trustProxy,
    accounts,
    close: async () => {
      await Promise.all([storage.close(), provider.close()]);
    },
  };
}

function shared(settings: Settings) {
  const { production, testNumbers, limits, delegates, delegateSecrets } = settings;
  return {
    production,
    guard: guardOptionsOf(settings),
    testNumbers,
    delegates: { addresses: delegates, secrets: delegateSecrets },
    ...limitsOptionOf(limits),
  };
}
