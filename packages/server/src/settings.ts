import { readFileSync } from 'node:fs';
import {
  canonicalServerName,
  createAddressRanges,
  createMessageTemplates,
  createTermsPolicy,
  isLoopbackAddress,
  isLoopbackHost,
  parseBaseUrl,
  type CorsOption,
  type TermsDocument,
  type TestNumber,
} from '@threepid/core';
import { judgedByCore } from './judged-by-core.js';
import {
  list,
  oneOf,
  readSettingValues,
  SettingsError,
  wholeNumber,
  type Environment,
  type Setting,
  type SettingValues,
} from './setting.js';
import { providerErrors } from './provider-errors.js';
import { providerNames, providerSettings, type ProviderName, type ProviderValues } from './sms-settings.js';
import { parseStorage, type StorageSettings } from './storage-settings.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every setting of the server itself. The providers' own are beside their senders. */
export const serverSettings = {
  host: text('HOST', '127.0.0.1', 'The address to listen on; 0.0.0.0 for all.'),
  port: { name: 'PORT', fallback: '8090', help: 'The port to listen on; 0 for any free one.', parse: port },
  secrets: {
    name: 'THREEPID_SECRET',
    fallback: '',
    help: 'Keys every digest and code: 32 random characters or more. A comma list rotates it: the first is for new sessions, and the others still open older ones. Generated for the process with the memory storage; required with any other.',
    parse: judgedByCore(secrets, (secret) => (secret.length === 0 ? {} : { secret })),
  },
  indexSecret: {
    name: 'THREEPID_INDEX_SECRET',
    fallback: '',
    help: 'Keys what numbers and addresses are counted by; it stays while THREEPID_SECRET is rotated. Set it to the secret that you rotate away from. Default: the last of THREEPID_SECRET.',
    parse: judgedByCore(indexSecret, (key) => (key === undefined ? {} : { indexSecret: key })),
  },
  publicUrl: {
    name: 'THREEPID_PUBLIC_URL',
    fallback: '',
    help: 'The URL under which clients reach this server. Default: http://HOST:PORT.',
    parse: publicUrl,
  },
  storage: {
    name: 'THREEPID_STORAGE',
    fallback: 'memory',
    help: 'Where sessions are kept: memory (gone when the process ends), redis://host:port, rediss://host:port, redis-sentinel://host:port,.../name or redis-cluster://host:port,...; each may have user:password@.',
    parse: parseStorage,
  },
  maxSessions: {
    name: 'THREEPID_MAX_SESSIONS',
    fallback: '100000',
    help: 'How many sessions the memory storage holds, at about 2 kB each. When it is full, unanswered sessions whose code is too old make room for new ones.',
    parse: wholeNumber(1, 10_000_000),
  },
  waitReplicas: {
    name: 'THREEPID_REDIS_WAIT_REPLICAS',
    fallback: '0',
    help: 'How many Redis replicas must have a step before it is answered: with 1, no failover forgets a message, a wrong code or a spent validation. With fewer replicas than this, nothing is sent.',
    parse: wholeNumber(0, 10),
  },
  sms: {
    name: 'THREEPID_SMS',
    fallback: 'console',
    help: `Who sends messages: ${providerNames.join(', ')}; or a comma list, each for when those before it fail. console prints them.`,
    parse: senders,
  },
  onUnknown: {
    name: 'THREEPID_SMS_ON_UNKNOWN',
    fallback: 'stop',
    help: 'When a provider of a comma list may have taken a message or not: stop, or try-next (perhaps a second message, with the same code).',
    parse: oneOf('stop', 'try-next'),
  },
  nextLinkHosts: {
    name: 'THREEPID_NEXT_LINK_HOSTS',
    fallback: '',
    help: 'Hosts that a next_link may lead to: example.org,app.example.org:8443. Default: loopback hosts.',
    parse: judgedByCore(optionalList, (nextLinkHosts) =>
      nextLinkHosts === undefined ? {} : { nextLinkHosts },
    ),
  },
  limits: {
    name: 'THREEPID_LIMITS',
    fallback: 'on',
    help: 'on, or off: no limits on messages, for load tests alone.',
    parse: oneOf('on', 'off'),
  },
  testNumbers: {
    name: 'THREEPID_TEST_NUMBERS',
    fallback: '',
    help: 'Numbers with a fixed code that are sent nothing, each until a day: +447400123456=123456@2030-12-31,...',
    parse: judgedByCore(testNumbers, (numbers) => ({ testNumbers: numbers })),
  },
  countriesAllow: {
    name: 'THREEPID_COUNTRIES_ALLOW',
    fallback: '',
    help: 'The only countries that get messages: GB,IE. Default: all.',
    parse: judgedByCore(optionalList, (allow) => ({ destinations: { allow } })),
  },
  countriesDeny: {
    name: 'THREEPID_COUNTRIES_DENY',
    fallback: '',
    help: 'Countries that get no messages.',
    parse: judgedByCore(list, (deny) => ({ destinations: { deny } })),
  },
  inbox: {
    name: 'THREEPID_INBOX',
    fallback: '',
    help: 'on or off: a page at /_threepid/inbox that shows the messages, for development on this machine alone: nothing that a proxy hands on is answered. Default: on outside production while HOST is a loopback address, every sender of THREEPID_SMS is console, THREEPID_PUBLIC_URL is unset or a loopback address, and THREEPID_TRUST_PROXY is unset.',
    parse: (value: string) => (value === '' ? undefined : oneOf('on', 'off')(value)),
  },
  brand: {
    ...text('THREEPID_BRAND', '', 'The name that messages speak in; 30 characters at most.'),
    parse: judgedByCore(String, (brand) =>
      brand === '' ? {} : { templates: createMessageTemplates({ brand }) },
    ),
  },
  locale: {
    ...text('THREEPID_LOCALE', 'en', 'The language of messages where the person names none.'),
    parse: judgedByCore(String, (locale) => ({ templates: createMessageTemplates({ locale }) })),
  },
  delegates: {
    name: 'THREEPID_DELEGATES',
    fallback: '',
    help: 'Addresses or ranges of callers that act for many people, such as a homeserver: 10.1.2.3,10.2.0.0/16. No limit per address applies to them, and they may name the person in X-Threepid-Client-Address.',
    parse: judgedByCore(list, (addresses) => ({ delegates: { addresses } })),
  },
  delegateSecrets: {
    name: 'THREEPID_DELEGATE_SECRET',
    fallback: '',
    help: 'Makes a delegate of whoever sends it as Authorization: Bearer; 16 characters or more, or a comma list.',
    parse: judgedByCore(list, (delegateSecrets) => ({ delegates: { secrets: delegateSecrets } })),
  },
  v1: {
    name: 'THREEPID_V1',
    fallback: 'open',
    help: 'Who may call the identity API v1, which takes no access token: open (everybody), delegates, or off.',
    parse: oneOf('open', 'delegates', 'off'),
  },
  v1Prefix: {
    ...text('THREEPID_V1_PREFIX', '', 'A path before /_matrix on v1, such as /hard-to-guess, as a fence.'),
    parse: judgedByCore(String, (pathPrefix) => ({ identityV1: { pathPrefix } })),
  },
  homeservers: {
    name: 'THREEPID_HOMESERVERS',
    fallback: '',
    help: 'Switches the identity API v2 on, for users of these homeservers: example.org,other.example=https://10.0.0.5:8448. One with a URL is asked there, one without is found by server discovery. Default: v2 is off.',
    parse: homeservers,
  },
  terms: {
    name: 'THREEPID_TERMS',
    fallback: '',
    help: 'A JSON file of the terms of service on v2: {"privacy_policy":{"version":"1.0","translations":{"en":{"name":"Privacy policy","url":"https://example.org/privacy-1.0-en.html"}}}}. Default: none.',
    parse: terms,
  },
  trustProxy: {
    name: 'THREEPID_TRUST_PROXY',
    fallback: '',
    help: 'Addresses or ranges of proxies whose X-Forwarded-For is believed: 127.0.0.1,10.0.0.0/8. Default: none.',
    parse: proxies,
  },
  cors: {
    name: 'THREEPID_CORS',
    fallback: '*',
    help: "Origins whose web pages may call: * (any page can spend the messages of its visitors' addresses), a list such as https://app.example.org,https://example.org, or off: no CORS headers, for a proxy that adds its own.",
    parse: judgedByCore(corsOption, (cors) => ({ cors })),
  },
  keepAliveSeconds: {
    name: 'THREEPID_KEEP_ALIVE_SECONDS',
    fallback: '130',
    help: 'How long an idle connection is kept open. Set it longer than any client or proxy keeps its own, or a request now and then meets a closing connection. Synapse keeps them for 120 seconds.',
    parse: wholeNumber(1, 3_600),
  },
  logLevel: {
    name: 'THREEPID_LOG_LEVEL',
    fallback: 'info',
    help: `One of ${logLevels.join(', ')}.`,
    parse: oneOf(...logLevels),
  },
} as const;

/** A homeserver whose users may have accounts on v2. */
export interface HomeserverSettings {
  readonly name: string;
  /** Where it is asked; undefined: where server discovery finds it. */
  readonly baseUrl: string | undefined;
}

/** The server's settings, read and checked. */
export type Settings = Awaited<ReturnType<typeof readSettings>>;

/**
 * Reads the settings. Looks into the files of the AWS SDK where SNS is to send, and opens no connection.
 *
 * @throws SettingsError with all errors at once, each by its variable.
 */
export async function readSettings(environment: Environment) {
  const faults: string[] = [];
  const values = readSettingValues(serverSettings, environment, faults);
  const providers = readProviders(values.sms ?? [], environment, faults);
  const production = environment['NODE_ENV'] === 'production';
  faults.push(
    ...secretFaults(values.secrets ?? [], values.storage, production),
    ...replicaFaults(values.waitReplicas, values.storage),
    ...inboxFaults(values.inbox, production),
    ...delegateFaults(values),
    ...(await providerErrors(providers, faults)),
  );
  if (faults.length > 0) throw new SettingsError(faults);
  const checked = values as SettingValues<typeof serverSettings>;
  const inbox =
    checked.inbox === undefined ? !production && isForThisMachine(checked) : checked.inbox === 'on';
  return { ...checked, providers, production, inbox };
}

/** Those of the named providers alone: nobody is asked for the settings of a provider that isn't used. */
function readProviders(
  names: readonly ProviderName[],
  environment: Environment,
  faults: string[],
): ProviderValues {
  const entries = names.map((name) => [name, readSettingValues(providerSettings[name], environment, faults)]);
  return Object.fromEntries(entries) as ProviderValues;
}

function secretFaults(
  given: readonly string[],
  kept: StorageSettings | undefined,
  production: boolean,
): readonly string[] {
  const { name } = serverSettings.secrets;
  if (given.length === 0 && kept !== undefined && kept.kind !== 'memory') {
    return [
      `${name}: is needed with this storage, or no session survives a restart; make one: openssl rand -base64 48`,
    ];
  }
  if (production && given.some((secret) => secret.length < 16)) {
    return [`${name}: must be at least 16 characters in production; make one: openssl rand -base64 48`];
  }
  return [];
}

function replicaFaults(needed: number | undefined, kept: StorageSettings | undefined): readonly string[] {
  return kept?.kind === 'memory' && needed !== undefined && needed > 0
    ? [
        `${serverSettings.waitReplicas.name}: the memory storage has no replicas; leave it out, or name a Redis in ${serverSettings.storage.name}`,
      ]
    : [];
}

function inboxFaults(inbox: 'on' | 'off' | undefined, production: boolean): readonly string[] {
  return production && inbox === 'on'
    ? [
        `${serverSettings.inbox.name}: shows codes to whoever asks, so that it must not be on in production; leave it out`,
      ]
    : [];
}

/** A list that can't be read is undefined, and an error already. */
function delegateFaults({
  v1,
  delegates,
  delegateSecrets,
}: Partial<SettingValues<typeof serverSettings>>): readonly string[] {
  const { v1: access, delegates: addresses, delegateSecrets: secrets } = serverSettings;
  return v1 === 'delegates' && delegates?.length === 0 && delegateSecrets?.length === 0
    ? [
        `${access.name}: delegates lets nobody in; name their addresses in ${addresses.name}, or a secret in ${secrets.name}`,
      ]
    : [];
}

/**
 * Whether nobody but this machine reaches the server, and no message goes to a customer. A proxy in front is loopback
 * too, so that HOST alone doesn't tell.
 */
function isForThisMachine({
  host,
  sms,
  publicUrl,
  trustProxy,
}: Pick<SettingValues<typeof serverSettings>, 'host' | 'sms' | 'publicUrl' | 'trustProxy'>): boolean {
  return (
    (host === 'localhost' || isLoopbackAddress(host)) &&
    sms.every((name) => name === 'console') &&
    (publicUrl === undefined || isLoopbackHost(new URL(publicUrl).hostname)) &&
    trustProxy === undefined
  );
}

function text(name: string, fallback: string, help: string): Setting<string> {
  return { name, fallback, help, parse: (value) => value };
}

function optionalList(value: string): readonly string[] | undefined {
  return value === '' ? undefined : list(value);
}

function proxies(value: string): readonly string[] | undefined {
  // The list judges its entries when it is made.
  createAddressRanges(list(value), 'proxy');
  return optionalList(value);
}

function corsOption(value: string): CorsOption {
  if (value === '*') return '*';
  if (value === 'off') return false;
  if (list(value).length > 0) return list(value);
  throw new TypeError('must be *, off or a list of origins such as https://app.example.org');
}

function port(value: string): number {
  return wholeNumber(0, 65_535)(value);
}

function indexSecret(value: string): string | undefined {
  return value === '' ? undefined : value;
}

function secrets(value: string): readonly string[] {
  if (value !== '' && list(value).length === 0)
    throw new TypeError('must not be empty; leave it out instead');
  return list(value);
}

function publicUrl(value: string): string | undefined {
  if (value === '') return undefined;
  const url = parseBaseUrl(value);
  if (url !== undefined) return url;
  throw new TypeError('must be an http(s) URL without query, such as https://id.example.org');
}

function homeservers(value: string): readonly HomeserverSettings[] {
  return list(value).map((entry) => {
    const [name = '', ...url] = entry.split('=');
    const baseUrl = url.length === 0 ? undefined : url.join('=');
    if (canonicalServerName(name) === undefined)
      throw new TypeError(`'${name}' is no name of a homeserver; write example.org or example.org:8448`);
    if (baseUrl !== undefined && parseBaseUrl(baseUrl) === undefined) {
      throw new TypeError(
        `the URL of the homeserver '${name}' must be http(s), without credentials or query; write ${name}=https://10.0.0.5:8448`,
      );
    }
    return { name, baseUrl };
  });
}

function terms(value: string): Readonly<Record<string, TermsDocument>> | undefined {
  if (value === '') return undefined;
  const documents = documentsOf(value);
  // The policy judges its documents when it is made.
  createTermsPolicy({
    documents,
    storage: { add: () => Promise.resolve(), urlsOf: () => Promise.resolve([]) },
  });
  return documents;
}

function documentsOf(file: string): Readonly<Record<string, TermsDocument>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, TermsDocument>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`must name a file of JSON that this process may read (${reason})`, { cause });
  }
}

function senders(value: string): readonly ProviderName[] {
  const names = list(value).map(oneOf(...providerNames));
  if (names.length === 0) throw new TypeError('must name a provider');
  if (new Set(names).size < names.length) throw new TypeError('must name each provider once');
  return names;
}

function testNumbers(value: string): readonly TestNumber[] {
  return list(value).map((entry) => {
    const match = /^\+?([1-9][0-9]{5,14})[=:]([0-9]{6})[@:=](\d{4}-\d{2}-\d{2}(?:T\S+)?)$/.exec(entry);
    const until = match === null ? NaN : endOf(match[3] ?? '');
    if (match === null || Number.isNaN(until)) {
      throw new TypeError(
        'must look like +447400123456=123456@2030-12-31 (number, six digits, last day), comma-separated',
      );
    }
    return { number: `+${match[1] ?? ''}`, code: match[2] ?? '', until };
  });
}

/** A day lasts until its end, UTC; a point in time is itself. */
function endOf(date: string): number {
  if (date.includes('T')) return Date.parse(date);
  const start = Date.parse(date);
  // 30 February is read as 2 March.
  const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
  return exists ? start + 86_400_000 : NaN;
}
