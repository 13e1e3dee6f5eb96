import type { TestNumber } from '@threepid/core';
import { list, oneOf, readSettingValues, type Environment, type Setting, SettingsError } from './setting.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every setting of the server itself. The providers' own are beside their senders. */
export const serverSettings = {
  host: text('HOST', '127.0.0.1', 'The address to listen on; 0.0.0.0 for all.'),
  port: { name: 'PORT', fallback: '8090', help: 'The port to listen on; 0 for any free one.', parse: port },
  secrets: {
    name: 'THREEPID_SECRET',
    fallback: '',
    help: 'Keys every digest and code: 32 random characters or more. A comma list rotates it, newest first. Made up for the process with the memory storage; needed with any other.',
    parse: secrets,
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
    help: 'Where sessions are kept: memory (gone when the process ends).',
    parse: storage,
  },
  maxSessions: {
    name: 'THREEPID_MAX_SESSIONS',
    fallback: '100000',
    help: 'How many sessions the memory storage holds.',
    parse: wholeNumber(1, 10_000_000),
  },
  sms: {
    name: 'THREEPID_SMS',
    fallback: 'console',
    help: 'Who sends messages: console (prints them).',
    parse: senders,
  },
  nextLinkHosts: {
    name: 'THREEPID_NEXT_LINK_HOSTS',
    fallback: '',
    help: 'Hosts that a next_link may lead to: example.org,app.example.org:8443. Default: loopback hosts.',
    parse: (value: string) => (value === '' ? undefined : list(value)),
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
    parse: testNumbers,
  },
  countriesAllow: {
    name: 'THREEPID_COUNTRIES_ALLOW',
    fallback: '',
    help: 'The only countries that get messages: GB,IE. Default: all.',
    parse: (value: string) => (value === '' ? undefined : list(value)),
  },
  countriesDeny: {
    name: 'THREEPID_COUNTRIES_DENY',
    fallback: '',
    help: 'Countries that get no messages.',
    parse: list,
  },
  inbox: {
    name: 'THREEPID_INBOX',
    fallback: '',
    help: 'on or off: a page at /_threepid/inbox that shows the messages, for development alone. Default: on outside production while HOST is a loopback address.',
    parse: (value: string) => (value === '' ? undefined : oneOf('on', 'off')(value)),
  },
  brand: text('THREEPID_BRAND', '', 'The name that messages speak in; 30 characters at most.'),
  locale: text('THREEPID_LOCALE', 'en', 'The language of messages where the person names none.'),
  trustProxy: {
    name: 'THREEPID_TRUST_PROXY',
    fallback: '',
    help: 'Addresses or ranges of proxies whose X-Forwarded-For is believed: 127.0.0.1,10.0.0.0/8. Default: none.',
    parse: (value: string) => (value === '' ? undefined : list(value)),
  },
  logLevel: {
    name: 'THREEPID_LOG_LEVEL',
    fallback: 'info',
    help: `One of ${logLevels.join(', ')}.`,
    parse: oneOf(...logLevels),
  },
} as const;

/** The server's settings, read and checked. */
export type Settings = ReturnType<typeof readSettings>;

/**
 * Reads the settings.
 *
 * @throws SettingsError with all faults at once.
 */
export function readSettings(environment: Environment) {
  const values = readSettingValues(serverSettings, environment);
  const production = environment['NODE_ENV'] === 'production';
  const faults = [
    ...secretFaults(values.secrets, values.storage, production),
    ...inboxFaults(values.inbox, production),
  ];
  if (faults.length > 0) throw new SettingsError(faults);
  // Whoever reaches the server reads its inbox: by itself it is there for this machine alone.
  const inbox = values.inbox === undefined ? !production && isLoopback(values.host) : values.inbox === 'on';
  return { ...values, production, inbox };
}

function secretFaults(given: readonly string[], kept: string, production: boolean): readonly string[] {
  const { name } = serverSettings.secrets;
  if (given.length === 0 && kept !== 'memory') {
    return [
      `${name}: is needed with this storage, or no session survives a restart; make one: openssl rand -base64 48`,
    ];
  }
  if (production && given.some((secret) => secret.length < 16)) {
    return [`${name}: must be at least 16 characters in production; make one: openssl rand -base64 48`];
  }
  return [];
}

function inboxFaults(inbox: 'on' | 'off' | undefined, production: boolean): readonly string[] {
  return production && inbox === 'on'
    ? [
        `${serverSettings.inbox.name}: shows codes to whoever asks, so that it must not be on in production; leave it out`,
      ]
    : [];
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
}

function text(name: string, fallback: string, help: string): Setting<string> {
  return { name, fallback, help, parse: (value) => value };
}

function port(value: string): number {
  return wholeNumber(0, 65_535)(value);
}

function wholeNumber(least: number, greatest: number): (value: string) => number {
  return (value) => {
    const number = /^[0-9]{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new TypeError(`must be a whole number from ${least} to ${greatest}`);
  };
}

function secrets(value: string): readonly string[] {
  if (value !== '' && list(value).length === 0)
    throw new TypeError('must not be empty; leave it out instead');
  return list(value);
}

function publicUrl(value: string): string | undefined {
  if (value === '') return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '';
  if (plain) return url.href.replace(/\/+$/, '');
  throw new TypeError('must be an http(s) URL without query, such as https://id.example.org');
}

function storage(value: string): string {
  return oneOf('memory')(value);
}

function senders(value: string): readonly string[] {
  return list(value).map(oneOf('console'));
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
  const day = 86_400_000;
  return date.includes('T') ? Date.parse(date) : Date.parse(date) + day;
}
