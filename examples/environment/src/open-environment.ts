import { randomBytes } from 'node:crypto';
import type { ThreepidOptions } from '@threepid/core';
import { pino } from 'pino';
import { openSms, openStorage, readSettings, type Environment, type Settings } from 'threepid';
import { readAccounts, type SeedAccount } from './accounts.js';

/** What every example takes from its environment: the stand-alone server's settings, and accounts to start with. */
export interface ExampleEnvironment {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the example: `THREEPID_PUBLIC_URL`, or host and port. */
  readonly publicUrl: string;
  /** Whether a development inbox is to be shown. */
  readonly inbox: boolean;
  /** What `createThreepid` needs, of `THREEPID_STORAGE`, `THREEPID_SMS` and the like. */
  readonly threepid: Pick<
    ThreepidOptions,
    'secret' | 'storage' | 'sms' | 'production' | 'limits' | 'delegates' | 'testNumbers' | 'logger'
  >;
  /** Proxies whose `X-Forwarded-For` is believed, by `THREEPID_TRUST_PROXY`; empty: none. */
  readonly trustProxy: readonly string[];
  /** Of `THREEPID_ACCOUNTS`. */
  readonly accounts: readonly SeedAccount[];
  /** Lets go of storage and provider. */
  close(): Promise<void>;
}

/**
 * Reads the environment of an example, and opens the storage and the provider that it names.
 *
 * @throws SettingsError with what is wrong, and the way to mend it.
 */
export async function openEnvironment(environment: Environment): Promise<ExampleEnvironment> {
  const settings = await readSettings({ THREEPID_LOG_LEVEL: 'warn', ...environment });
  const accounts = readAccounts(environment['THREEPID_ACCOUNTS'] ?? '');
  const { host, port, publicUrl, inbox, secrets, trustProxy = [] } = settings;
  const logger = pino({ level: settings.logLevel });
  const storage = await openStorage(settings, logger);
  const provider = await openSms(settings, logger);
  return {
    host,
    port,
    publicUrl: publicUrl ?? `http://${host}:${port}`,
    inbox,
    threepid: {
      secret: secrets.length > 0 ? secrets : randomBytes(48).toString('base64url'),
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

function shared({ production, testNumbers, limits, delegates, delegateSecrets }: Settings) {
  return {
    production,
    testNumbers,
    delegates: { addresses: delegates, secrets: delegateSecrets },
    ...(limits === 'off' ? { limits: false as const } : {}),
  };
}
