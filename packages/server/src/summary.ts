import type { GuardMode } from '@threepid/core';
import { inboxUrl } from './server-inbox.js';
import { hasStartPage } from './start-page/start-page.js';
import type { ConfiguredProvider } from './providers/provider.js';
import type { Settings } from './read-settings.js';
import { limitsText } from './settings/parsers/limits.js';
import { isBoundByBudgets } from './settings/bound-by-budgets.js';

/** Names of the parts of a running server. */
export interface RunningParts {
  /** Where it listens. */
  readonly url: string;
  /** Where the metrics are, if they are served. */
  readonly metricsUrl: string | undefined;
  readonly storage: string;
  readonly sms: string;
  /** Names of the callbacks by which providers report. */
  readonly callbacks: readonly string[];
  /** What countries may do to messages of this sender. */
  readonly senderWarnings: readonly string[];
}

/** The lines that the server prints once it listens: its parts, who is counted, and warnings. */
export function summaryOf(settings: Settings, running: RunningParts): string {
  const { url, metricsUrl, storage, sms, callbacks, senderWarnings } = running;
  const parts = [
    `threepid listens on ${url}`,
    `storage ${storage}`,
    `SMS ${sms}${settings.routing === 'adaptive' ? ' (routed by results)' : ''}`,
    ...(settings.channels.length > 0 ? [`channels ${namesOf(settings.channels)}`] : []),
    `guard ${settings.guard}`,
    ...(typeof settings.limits === 'string' ? [] : [`limits ${limitsText(settings.limits)}`]),
    `budgets ${budgetsOf(settings)}`,
    ...(settings.guard === 'enforce' ? [`challenge ${settings.challenge}`] : []),
    settings.production ? 'production' : 'development: 07700 900xxx and 555-01xx are test numbers',
    ...(hasStartPage(settings) ? [`try it at ${url}/`] : []),
    ...(settings.inbox ? [`messages at ${inboxUrl(url)}`] : []),
    ...(metricsUrl === undefined ? [] : [`metrics on ${metricsUrl}`]),
    ...(callbacks.length > 0 ? [`callbacks ${callbacks.join(', ')}`] : []),
    ...(settings.hooks.length > 0 ? [`hooks ${settings.hooks.join(', ')}`] : []),
  ];
  const warnings = startWarnings(settings, running).map((warning) => `WARNING: ${warning}`);
  const advice = senderWarnings.length > 0 ? [settled] : [];
  return [parts.join(' | '), countingOf(settings), ...warnings, ...advice].join('\n');
}

/** Warnings about the settings, each a sentence. */
export function startWarnings(
  settings: Settings,
  { callbacks, senderWarnings }: Pick<RunningParts, 'callbacks' | 'senderWarnings'>,
): readonly string[] {
  return [
    ...warningsOf(settings),
    ...callbackWarnings(settings, callbacks),
    ...senderWarnings.map((warning) => `${warning}.`),
  ];
}

function namesOf(providers: readonly ConfiguredProvider[]): string {
  return providers.map(({ name }) => name).join(', ');
}

/** What to do about warnings that only the operator and the provider can judge. */
const settled =
  'Once a country is settled, such as by registering your sender, list it in THREEPID_SENDER_WARNINGS: docs/sender-ids.md.';

/** The budgets as they were set: `day 50, month 500, TJ.day 5`. */
function budgetsOf({ budgets: { countries = {}, ...total } = {} }: Settings): string {
  const named = Object.entries(countries).flatMap(([country, budget]) =>
    Object.entries(budget).map(([period, amount]) => [`${country}.${period}`, amount] as const),
  );
  const all = [...Object.entries(total), ...named].map(([name, amount]) => `${name} ${String(amount)}`);
  return all.join(', ') || 'none';
}

/** Says whose address the guard and the limits see. */
function countingOf({ guard, limits, trustProxy = [], delegates, delegateSecrets }: Settings): string {
  if (guard === 'off' && limits === 'off') return 'addresses: not counted';
  const uncounted = [...delegates, ...(delegateSecrets.length > 0 ? ['by secret'] : [])];
  return [
    `addresses: ${trustProxy.length === 0 ? "each peer's own" : 'what trusted proxies name'}`,
    `trusted proxies: ${trustProxy.join(', ') || 'none'}`,
    `delegates: ${uncounted.join(', ') || 'none'}`,
  ].join(' | ');
}

const guardWarnings: Readonly<Record<GuardMode, readonly string[]>> = {
  enforce: [],
  monitor: ['THREEPID_GUARD=monitor: the guard logs what it would do, and delays no message.'],
  off: ['THREEPID_GUARD=off: fixed limits alone hardly slow SMS pumping. Only for load tests.'],
};

const noLimits = 'THREEPID_LIMITS=off: a number can get any number of messages';

/** Without limits the guard is off too, whether or not somebody has set that. */
function limitWarnings({ guard, limits }: Settings): readonly string[] {
  if (limits !== 'off') return guardWarnings[guard];
  if (guard === 'off') return [`${noLimits}, and nothing stops SMS pumping. Only for load tests.`];
  return [`${noLimits} that the guard allows. Only for load tests.`, ...guardWarnings[guard]];
}

function callbackWarnings({ smsCallbacks }: Settings, callbacks: readonly string[]): readonly string[] {
  return smsCallbacks === 'on' && callbacks.length === 0
    ? [
        'THREEPID_SMS_CALLBACKS=on: no provider of THREEPID_SMS or THREEPID_CHANNELS reports over HTTP; a recipe such as vonage needs its signature secret for that.',
      ]
    : [];
}

/** Warnings about the settings alone, each a sentence. */
export function warningsOf(settings: Settings): readonly string[] {
  const forDevelopment = settings.providers
    .filter(({ isForDevelopment }) => isForDevelopment)
    .map(({ name }) => name);
  return [
    ...limitWarnings(settings),
    ...(settings.secrets.some((secret) => secret.length < 32)
      ? ['THREEPID_SECRET has fewer than 32 characters; make one: openssl rand -base64 48']
      : []),
    ...(settings.secrets.length > 1 && settings.indexSecret === undefined
      ? [
          'THREEPID_SECRET has several secrets, and THREEPID_INDEX_SECRET is not set: counts start anew when the last one changes. Set it to the secret that you rotate away from.',
        ]
      : []),
    ...(settings.production ? forDevelopment : []).map(
      (name) => `THREEPID_SMS=${name} prints codes and sends nothing.`,
    ),
    ...(settings.production && settings.storage.kind === 'memory'
      ? [
          'THREEPID_STORAGE=memory: a restart ends all sessions, and forgets limits, balances and what was spent of the budgets.',
        ]
      : []),
    ...settings.warnings,
    ...(settings.hooks.length > 0 && !isBoundByBudgets(settings)
      ? [
          'THREEPID_HOOKS without THREEPID_BUDGETS for all countries: only a budget stops an attack on many ranges.',
        ]
      : []),
    ...(settings.inbox && (forDevelopment.length < settings.providers.length || settings.channels.length > 0)
      ? ['THREEPID_INBOX=on shows the codes of real messages to whoever opens it.']
      : []),
  ];
}
