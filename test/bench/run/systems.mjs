// What is measured: a host with threepid beside the same framework with hand-written routes, its ceiling.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { secret, twilioAccount } from '../hosts/accounts.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const next = [
  createRequire(import.meta.url).resolve('next/dist/bin/next'),
  'start',
  `${root}test/bench/next-app`,
];

/** The app that both Next hosts run, and the folders that it imports from. */
export const nextApp = { app: 'test/bench/next-app', beside: ['test/bench/bare', 'test/bench/hosts'] };

const places = { redis: 'Redis', memory: 'memory' };
const providers = { twilio: 'Twilio', sns: 'SNS' };

/** The frameworks, each with the files of its host and of its ceiling. */
const frameworks = {
  Fastify: { host: ['hosts/fastify.mjs'], ceiling: ['bare/fastify.mjs'] },
  Express: { host: ['hosts/express.mjs'], ceiling: ['bare/express.mjs'] },
  // Both are routes of one app; each host runs it by itself.
  Next: { host: next, ceiling: next, ceilingPath: '/bare' },
  'standalone server': {
    host: [`${root}packages/server/dist/main.js`],
    ceiling: ['bare/fastify.mjs'],
    bare: 'Fastify',
  },
};

/**
 * A pair of a host and its ceiling.
 *
 * @param sms the wire format of the provider: `twilio` or `sns`.
 * @param place where the sessions are: `redis` or `memory`.
 * @param guard `on` or `off`.
 * @param limits `on` or `off`: the fixed limits.
 * @param budget `on` or `off`: a budget for all countries together.
 * @param telemetry `on` or `off`: metrics, and the events that they count.
 */
export function pairOf(
  framework,
  { sms = 'twilio', place = 'redis', guard = 'on', limits = 'on', budget = 'off', telemetry = 'off' } = {},
) {
  const parts = [places[place], providers[sms]];
  const others = [
    ...(limits === 'off' ? [', no limits'] : []),
    ...(guard === 'off' ? [', no guard'] : []),
    ...(telemetry === 'on' ? [', with metrics and events'] : []),
  ];
  return {
    name: [framework, ...parts].join(', ') + others.join(''),
    ceilingName: [`bare ${frameworks[framework].bare ?? framework}`, ...parts].join(', '),
    framework,
    sms,
    place,
    guard,
    limits,
    budget,
    telemetry,
  };
}

/** What the guard costs, and the fixed limits. */
const unguarded = [pairOf('Fastify', { guard: 'off' }), pairOf('Fastify', { guard: 'off', limits: 'off' })];

/** What metrics and events cost: it is measured right after the same without them. */
const measured = pairOf('Fastify', { telemetry: 'on' });

/** The pairs of the main table. */
export const mainPairs = [
  pairOf('Fastify'),
  measured,
  pairOf('Express'),
  pairOf('Next'),
  pairOf('standalone server'),
  pairOf('Fastify', { sms: 'sns' }),
  pairOf('Fastify', { place: 'memory' }),
  ...unguarded,
];

/** Every host with every provider and storage. */
export const allPairs = [
  ...Object.keys(frameworks).flatMap((framework) =>
    Object.keys(places).flatMap((place) =>
      Object.keys(providers).map((sms) => pairOf(framework, { sms, place })),
    ),
  ),
  measured,
  ...unguarded,
];

/** Command and environment of a pair's host and ceiling. */
export function commandsOf(
  { framework, sms, place, guard, limits, budget, telemetry },
  { redisUrl, smsUrl },
) {
  const env = {
    BENCH_STORAGE: place === 'memory' ? 'memory' : redisUrl,
    BENCH_SMS: sms,
    BENCH_SMS_URL: smsUrl,
    BENCH_GUARD: guard,
    BENCH_LIMITS: limits,
    BENCH_BUDGET: budget,
    BENCH_TELEMETRY: telemetry,
  };
  const { host, ceiling, ceilingPath = '' } = frameworks[framework];
  return {
    host: { args: host, env: { ...env, ...serverSettings(env) }, path: '' },
    ceiling: {
      args: ceiling,
      env: { ...env, BENCH_GUARD: '', BENCH_LIMITS: '', BENCH_BUDGET: '', BENCH_TELEMETRY: '' },
      path: ceilingPath,
    },
  };
}

/** The standalone server's own settings; the other hosts don't read them. */
function serverSettings({ BENCH_STORAGE, BENCH_SMS, BENCH_SMS_URL, BENCH_GUARD, BENCH_LIMITS }) {
  const { accountSid, authToken, from } = twilioAccount;
  return {
    THREEPID_SECRET: secret,
    THREEPID_STORAGE: BENCH_STORAGE,
    THREEPID_SMS: BENCH_SMS,
    THREEPID_TRUST_PROXY: '127.0.0.1',
    THREEPID_LIMITS: BENCH_LIMITS,
    THREEPID_GUARD: BENCH_GUARD === 'off' ? 'off' : 'enforce',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: from,
    TWILIO_BASE_URL: BENCH_SMS_URL,
    AWS_ENDPOINT_URL_SNS: BENCH_SMS_URL,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  };
}
