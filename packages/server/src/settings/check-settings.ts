import { errorsOfOption } from '@threepid/core';
import { isBoundByBudgets } from './bound-by-budgets.js';
import { challengeSettings } from './challenge-settings.js';
import { hookSettings } from './hook-settings.js';
import { otlpSignalsOf } from './otlp-signals.js';
import type { StorageSettings } from './parsers/parse-storage.js';
import { aboutVariable } from './read-table.js';
import type { ServerSettings } from './server-settings.js';

/**
 * Errors of settings that don't fit each other or production, each by its variable. A setting that couldn't be read is
 * undefined: its error has already been found.
 */
export function errorsAcross(values: Partial<ServerSettings>, production: boolean): readonly string[] {
  return [
    ...secretErrors(values.secrets ?? [], values.storage, production),
    ...replicaErrors(values.waitReplicas, values.storage),
    ...inboxErrors(values.inbox, production),
    ...processErrors(values),
    ...delegateErrors(values),
    ...challengeErrors(values),
    ...budgetErrors(values),
    ...hookErrors(values, production),
    ...callbackErrors(values),
    ...routingErrors(values),
    ...metricsErrors(values),
    ...otlpErrors(values),
  ];
}

function secretErrors(
  given: readonly string[],
  kept: StorageSettings | undefined,
  production: boolean,
): readonly string[] {
  if (given.length === 0 && kept !== undefined && kept.kind !== 'memory') {
    return [
      'THREEPID_SECRET: is needed with this storage, or no session survives a restart; make one: openssl rand -base64 48',
    ];
  }
  if (production && given.some((secret) => secret.length < 16)) {
    return [
      'THREEPID_SECRET: must be at least 16 characters in production; make one: openssl rand -base64 48',
    ];
  }
  return [];
}

function replicaErrors(needed: number | undefined, kept: StorageSettings | undefined): readonly string[] {
  return kept?.kind === 'memory' && needed !== undefined && needed > 0
    ? [
        'THREEPID_REDIS_WAIT_REPLICAS: the memory storage has no replicas; leave it out, or name a Redis in THREEPID_STORAGE',
      ]
    : [];
}

function inboxErrors(inbox: 'on' | 'off' | undefined, production: boolean): readonly string[] {
  return production && inbox === 'on'
    ? ['THREEPID_INBOX: the inbox shows codes to anybody and must not be on in production; leave it out']
    : [];
}

/** Each process would have a storage and an inbox of its own. */
function processErrors({ processes = 1, storage, inbox }: Partial<ServerSettings>): readonly string[] {
  if (processes === 1) return [];
  return [
    ...(storage?.kind === 'memory'
      ? [
          "THREEPID_PROCESSES: several processes can't share the memory storage; name a Redis in THREEPID_STORAGE, or set it to 1",
        ]
      : []),
    ...(inbox === 'on'
      ? [
          'THREEPID_INBOX: the inbox shows the messages of one process only; leave it out, or set THREEPID_PROCESSES to 1',
        ]
      : []),
  ];
}

function delegateErrors({ v1, delegates, delegateSecrets }: Partial<ServerSettings>): readonly string[] {
  return v1 === 'delegates' && delegates?.length === 0 && delegateSecrets?.length === 0
    ? [
        'THREEPID_V1: delegates lets nobody in; name their addresses in THREEPID_DELEGATES, or a secret in THREEPID_DELEGATE_SECRET',
      ]
    : [];
}

/** A budget must pay for a message, by the prices that are set. */
function budgetErrors(values: Partial<ServerSettings>): readonly string[] {
  const { prices, budgets } = values;
  if (budgets === undefined || !('prices' in values)) return [];
  const errors = errorsOfOption('guard', { budgets, ...(prices === undefined ? {} : { prices }) });
  return errors.map((error) => `THREEPID_BUDGETS: ${aboutVariable(error)}`);
}

/** Each challenge that a widget asks needs two keys. */
function challengeErrors(values: Partial<ServerSettings>): readonly string[] {
  const { challenge } = values;
  if (challenge !== 'turnstile' && challenge !== 'hcaptcha') return [];
  return (['SiteKey', 'Secret'] as const)
    .filter(
      (key) => Object.hasOwn(values, `${challenge}${key}`) && values[`${challenge}${key}`] === undefined,
    )
    .map((key) => challengeSettings[`${challenge}${key}`].name)
    .map((name) => `${name}: is needed with THREEPID_CHALLENGE=${challenge}`);
}

/** Providers call from elsewhere, and sign the URL that they call. */
function callbackErrors(values: Partial<ServerSettings>): readonly string[] {
  if (values.smsCallbacks !== 'on' || !('publicUrl' in values)) return [];
  if (values.publicUrl?.startsWith('https:') === true) return [];
  return ['THREEPID_PUBLIC_URL: must be set, with https, for THREEPID_SMS_CALLBACKS=on'];
}

/** Nothing but a budget stops an attack on many ranges whose codes another product judges. */
function hookErrors(values: Partial<ServerSettings>, production: boolean): readonly string[] {
  const { hooks = [] } = values;
  const unset = hooks.filter((product) => Object.hasOwn(values, product) && values[product] === undefined);
  const isWithoutBudget = hooks.length > 0 && 'budgets' in values && !isBoundByBudgets(values);
  return [
    ...unset.map((product) => `${hookSettings[product].name}: is needed with THREEPID_HOOKS=${product}`),
    ...(production && isWithoutBudget
      ? [
          'THREEPID_BUDGETS: is needed with THREEPID_HOOKS in production, for all countries, because the guard learns nothing of codes that others judge; write day=20,month=300',
        ]
      : []),
  ];
}

function routingErrors({
  sms = [],
  routing,
  smsPrices,
  reports,
}: Partial<ServerSettings>): readonly string[] {
  return [
    ...(routing === 'adaptive' && reports === 'off'
      ? [
          'THREEPID_SMS_REPORTS: THREEPID_SMS_ROUTING=adaptive learns by reports; leave it out, or set it to on',
        ]
      : []),
    ...(routing === 'adaptive' && sms.length === 1
      ? [
          'THREEPID_SMS_ROUTING: one provider leaves nothing to choose; name several in THREEPID_SMS, or leave it out',
        ]
      : []),
    ...(routing === 'ordered' && smsPrices !== undefined
      ? ['THREEPID_SMS_PRICES: counts only with THREEPID_SMS_ROUTING=adaptive']
      : []),
  ];
}

function metricsErrors({ metrics, port }: Partial<ServerSettings>): readonly string[] {
  return metrics !== undefined && metrics.port !== 0 && metrics.port === port
    ? ['THREEPID_METRICS: must be another port than PORT: metrics have one of their own']
    : [];
}

const samplers = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]);

/** Only if something is sent: a platform may set these variables for all that run on it. */
function otlpErrors(values: Partial<ServerSettings>): readonly string[] {
  const { traces, metrics } = otlpSignalsOf(values);
  if (!traces && !metrics) return [];
  const { otlpProtocol, tracesSampler, tracesExporter, metricsExporter, tracesSamplerArg = '' } = values;
  const ratio = Number(tracesSamplerArg);
  return [
    ...errorUnless('OTEL_EXPORTER_OTLP_PROTOCOL', otlpProtocol, ['http/protobuf']),
    ...errorUnless('OTEL_TRACES_EXPORTER', tracesExporter, ['otlp', 'none']),
    ...errorUnless('OTEL_METRICS_EXPORTER', metricsExporter, ['otlp', 'none']),
    ...(traces ? errorUnless('OTEL_TRACES_SAMPLER', tracesSampler, samplers) : []),
    ...(ratio >= 0 && ratio <= 1 ? [] : ['OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1']),
  ];
}

function errorUnless(name: string, value: string | undefined, choices: readonly string[]): readonly string[] {
  if (value === undefined || choices.includes(value)) return [];
  return [`${name}: must be ${choices.length === 1 ? '' : 'one of: '}${choices.join(', ')}`];
}
