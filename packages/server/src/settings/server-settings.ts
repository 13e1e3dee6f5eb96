import { channelNames } from './parsers/channel-names.js';
import { checkedByCore } from './parsers/checked-by-core.js';
import { oneOf } from './parsers/one-of.js';
import { optional } from './parsers/optional.js';
import { parseStorage } from './parsers/parse-storage.js';
import { processCount } from './parsers/process-count.js';
import { smsPrices } from './parsers/sms-prices.js';
import { providerNames } from './parsers/provider-names.js';
import { publicUrl } from './parsers/public-url.js';
import { secrets } from './parsers/secrets.js';
import { text } from './parsers/text.js';
import { wholeNumber } from './parsers/whole-number.js';
import { callerSettings } from './caller-settings.js';
import { hookSettings } from './hook-settings.js';
import { logLevelSetting } from './log-level-setting.js';
import { messageSettings } from './message-settings.js';
import type { SettingValues } from './setting.js';
import { telemetrySettings } from './telemetry-settings.js';

/**
 * The groups of the server's own settings, in the order in which they are shown. Those of providers are in `providers/`.
 *
 * @param known names of the registered providers.
 * @param recipes names of the recipes that declare others.
 * @param channels names of the registered providers that are channels beside SMS.
 */
export function settingGroups(
  known: readonly string[],
  recipes: readonly string[] = [],
  channels: readonly string[] = [],
) {
  return {
    basic: basicSettings,
    storage: storageSettings,
    providers: { ...smsSettings(known, recipes), ...channelSettings(channels) },
    messages: messageSettings,
    callers: callerSettings,
    hooks: hookSettings,
    operation: operationSettings,
    telemetry: telemetrySettings,
  };
}

/** The table of the server's own settings: all groups in one. */
export function serverSettings(...names: Parameters<typeof settingGroups>) {
  const { basic, storage, providers, messages, callers, hooks, operation, telemetry } = settingGroups(
    ...names,
  );
  return {
    ...basic,
    ...storage,
    ...providers,
    ...messages,
    ...callers,
    ...hooks,
    ...operation,
    ...telemetry,
  };
}

/** The values of the server's own settings. */
export type ServerSettings = SettingValues<ReturnType<typeof serverSettings>>;

const basicSettings = {
  host: {
    name: 'HOST',
    fallback: '127.0.0.1',
    help: 'The address to listen on; 0.0.0.0 for all.',
    parse: text,
  },
  port: {
    name: 'PORT',
    fallback: '8090',
    help: 'The port to listen on; 0 for any free one.',
    parse: wholeNumber(0, 65_535),
  },
  secrets: {
    name: 'THREEPID_SECRET',
    secret: true,
    fallback: '',
    help: 'The secret behind every digest and code: 32 random characters or more. To rotate it, write a comma-separated list: new sessions use the first, and the others still open older sessions. With the memory storage, the default is a random one; any other storage needs it.',
    parse: checkedByCore(secrets, 'secret', (secret) => (secret.length === 0 ? undefined : secret)),
  },
  indexSecret: {
    name: 'THREEPID_INDEX_SECRET',
    secret: true,
    fallback: '',
    help: 'The secret behind the counts of numbers and addresses, which stays the same while THREEPID_SECRET is rotated. Set it to the secret that you rotate away from. Default: the last of THREEPID_SECRET.',
    parse: checkedByCore(optional(text), 'indexSecret', (key) => key),
  },
  publicUrl: {
    name: 'THREEPID_PUBLIC_URL',
    fallback: '',
    help: 'The URL under which clients reach this server. Default: http://HOST:PORT.',
    parse: optional(publicUrl),
  },
};

const storageSettings = {
  storage: {
    name: 'THREEPID_STORAGE',
    fallback: 'memory',
    help: 'Where sessions are kept: memory (gone when the process ends), redis://host:port, rediss://host:port, redis-sentinel://host:port,.../name or redis-cluster://host:port,...; each may have user:password@.',
    parse: parseStorage,
  },
  maxSessions: {
    name: 'THREEPID_MAX_SESSIONS',
    fallback: '100000',
    help: 'How many sessions the memory storage holds, at about 2 kB each. When it is full, unverified sessions whose code has expired make room for new ones.',
    parse: wholeNumber(1, 10_000_000),
  },
  waitReplicas: {
    name: 'THREEPID_REDIS_WAIT_REPLICAS',
    fallback: '0',
    help: 'How many Redis replicas must have a step before it is answered: with 1, no failover forgets a message, a wrong code or a spent validation. With fewer replicas, nothing is sent.',
    parse: wholeNumber(0, 10),
  },
};

function smsSettings(known: readonly string[], recipes: readonly string[]) {
  return {
    sms: {
      name: 'THREEPID_SMS',
      fallback: 'console',
      help: `The provider of messages: ${known.join(', ')}; a recipe of @threepid/sms-http, such as vonage; the path of a declaration of your own, such as ./my-provider.json, or of a module that makes a sender, such as ./my-sender.mjs; or a comma-separated list, each used when those before it fail. console prints messages; in production, write console! if that is meant.`,
      parse: providerNames(known, recipes),
    },
    onUnknown: {
      name: 'THREEPID_SMS_ON_UNKNOWN',
      fallback: 'stop',
      help: 'When a provider of a list may or may not have accepted a message: stop, or try-next (which may send a second message, with the same code).',
      parse: oneOf('stop', 'try-next'),
    },
    smsCallbacks: {
      name: 'THREEPID_SMS_CALLBACKS',
      fallback: 'off',
      help: 'on or off: twilio and telegram report over HTTP what became of messages, for the log. They call THREEPID_PUBLIC_URL, which must be https then, with /_threepid/callbacks/ and their name. Recipes such as vonage report there too, once their signature secret is set and the dashboard has the URL.',
      parse: oneOf('on', 'off'),
    },
    routing: {
      name: 'THREEPID_SMS_ROUTING',
      fallback: 'ordered',
      help: 'Which provider of a list is used first: ordered, the one that is named first; or adaptive, the one whose codes people submit, country by country. What is known of them is kept in THREEPID_STORAGE.',
      parse: oneOf('ordered', 'adaptive'),
    },
    smsPrices: {
      name: 'THREEPID_SMS_PRICES',
      fallback: '',
      help: "With THREEPID_SMS_ROUTING=adaptive: what a message costs by provider and country, and what one more verified number is worth, in one currency: sns.GB=0.04,sns.default=0.05,twilio.default=0.06,worth=1. Default: prices don't count.",
      parse: optional(smsPrices),
    },
  };
}

function channelSettings(channels: readonly string[]) {
  return {
    channels: {
      name: 'THREEPID_CHANNELS',
      fallback: '',
      help: `The channels that people may choose instead of THREEPID_SMS, as a comma-separated list of ${channels.join(', ')}.`,
      parse: channelNames(channels),
    },
  };
}

const operationSettings = {
  processes: {
    name: 'THREEPID_PROCESSES',
    fallback: '1',
    help: 'How many processes share the port: a number, or auto for one per core. With more than one, THREEPID_STORAGE must be a Redis, and there is no inbox.',
    parse: (text: string) => processCount(text),
  },
  keepAliveSeconds: {
    name: 'THREEPID_KEEP_ALIVE_SECONDS',
    fallback: '130',
    help: 'How long an idle connection is kept open. Make it longer than clients and proxies keep theirs, or a request will now and then meet a closing connection. Synapse keeps them for 120 seconds.',
    parse: wholeNumber(1, 3_600),
  },
  ready: {
    name: 'THREEPID_READY',
    fallback: 'storage',
    help: 'What /health/ready needs to answer 200: storage, which is what people who hold a code need; or storage,sms, so that it answers 503 while every provider of THREEPID_SMS fails.',
    parse: oneOf('storage', 'storage,sms'),
  },
  logLevel: logLevelSetting,
};
