import { systemClock, type ChannelOptions, type RouteStorage, type SmsSender } from '@threepid/core';
import type { FailoverOptions, SenderStatus } from '@threepid/sms-failover';
import type { Logger } from 'pino';
import { observedBy, SenderHealth } from '../readiness/sender-health.js';
import type { ProviderState } from '../readiness/provider-state.js';
import type { SmsPrices } from '../settings/parsers/sms-prices.js';
import { SettingsError } from '../settings/settings-error.js';
import { openInOrder } from '../stop/opened.js';
import type { CallbackUrlOf, ConfiguredProvider } from './provider.js';

/** Settings of the message providers. */
export interface SmsSettings {
  /** In order: each is used when those before it fail. */
  readonly providers: readonly ConfiguredProvider[];
  /** Next step after a provider that may or may not have accepted the message. */
  readonly onUnknown: 'stop' | 'try-next';
  /** `on`: providers that can report over HTTP do. */
  readonly smsCallbacks: 'on' | 'off';
  readonly publicUrl: string | undefined;
  /** Which is used first. Default: `ordered`. */
  readonly routing?: 'ordered' | 'adaptive';
  /** What counts beside results, with `adaptive`. Default: nothing. */
  readonly smsPrices?: SmsPrices | undefined;
  /** Those that clients may ask for by name. One may be among `providers` too. Default: none. */
  readonly channels?: readonly ConfiguredProvider[];
}

/** The opened sender, with its connections. */
export interface OpenSms {
  readonly sender: SmsSender;
  readonly channels: ChannelOptions;
  /** Names of the senders that `sender` consists of. */
  readonly senders: readonly string[];
  /** The state of each provider, those of the channels too, from the messages that it was asked to send. */
  readonly status: () => readonly ProviderState[];
  /** Sets what is called after each change of a provider's state. At first, nothing is. */
  readonly onChange: (listener: () => void) => void;
  close(): Promise<void>;
}

/** The settings are checked: with callbacks, there is a public URL. */
export function callbackUrlsOf({
  smsCallbacks,
  publicUrl = '',
}: Pick<SmsSettings, 'smsCallbacks' | 'publicUrl'>): CallbackUrlOf | undefined {
  return smsCallbacks === 'on' ? (name) => `${publicUrl}/_threepid/callbacks/${name}` : undefined;
}

/** @throws SettingsError if there is a price of a provider that isn't there. */
function routingOf(
  { routing, smsPrices }: SmsSettings,
  senders: readonly SmsSender[],
  storage: RouteStorage | undefined,
): Pick<FailoverOptions, 'adaptive'> {
  if (routing !== 'adaptive') return {};
  const names = senders.map(({ name }) => name);
  const unknown = Object.keys(smsPrices?.prices ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new SettingsError([
      `THREEPID_SMS_PRICES: there is no provider ${unknown}, only ${names.join(', ')}`,
    ]);
  return { adaptive: { ...smsPrices, ...(storage === undefined ? {} : { storage }) } };
}

/**
 * Opens the senders that the settings name; for several in a list, a failover over them.
 *
 * @param routes where what is known of the providers is kept. Default: in this process alone.
 * @param observed makes, of each provider's sender, the one that is used. Default: the same.
 */
export async function openSms(
  settings: SmsSettings,
  logger: Logger,
  routes?: RouteStorage,
  observed: (sender: SmsSender) => SmsSender = (sender) => sender,
): Promise<OpenSms> {
  const { providers, channels: offered = [] } = settings;
  const callbackUrlOf = callbackUrlsOf(settings);
  return openInOrder(async (opened) => {
    const health = new ProvidersHealth();
    const senders = new Map<ConfiguredProvider, SmsSender>();
    for (const provider of new Set([...providers, ...offered])) {
      const { sender } = opened.keep(await provider.open(logger, callbackUrlOf));
      senders.set(provider, health.observe(observed(sender)));
    }
    const own = sendersOf(providers, senders);
    const { sender, breakers } = await combined(own, { settings, logger, routes });
    const channels = sendersOf(offered, senders).map((one) => [one.channel ?? one.name, one] as const);
    return {
      sender,
      channels: Object.fromEntries(channels),
      senders: own.map(({ name }) => name),
      status: () => health.states(breakers()),
      onChange: (listener) => {
        health.changed = listener;
      },
      close: () => opened.close(),
    };
  });
}

/** The states of all providers. */
class ProvidersHealth {
  changed: () => void = () => undefined;
  private readonly all: SenderHealth[] = [];

  observe(sender: SmsSender): SmsSender {
    const health = new SenderHealth(sender, systemClock, () => {
      this.changed();
    });
    this.all.push(health);
    return observedBy(health, sender);
  }

  states(breakers: readonly SenderStatus[]): readonly ProviderState[] {
    const byName = new Map(breakers.map(({ sender, breaker }) => [sender, breaker]));
    return this.all.map(({ current }) => ({ ...current, breaker: byName.get(current.name) }));
  }
}

function sendersOf(
  providers: readonly ConfiguredProvider[],
  senders: ReadonlyMap<ConfiguredProvider, SmsSender>,
): readonly SmsSender[] {
  return providers.flatMap((provider) => senders.get(provider) ?? []);
}

interface FailoverParts {
  readonly settings: SmsSettings;
  readonly logger: Logger;
  readonly routes: RouteStorage | undefined;
}

async function combined(
  senders: readonly SmsSender[],
  { settings, logger, routes }: FailoverParts,
): Promise<{ readonly sender: SmsSender; readonly breakers: () => readonly SenderStatus[] }> {
  const [only, ...others] = senders;
  if (only !== undefined && others.length === 0) return { sender: only, breakers: () => [] };
  const { failover } = await import('@threepid/sms-failover');
  const sender = failover(senders, {
    onUnknown: settings.onUnknown,
    name: nameOf(senders),
    logger,
    ...routingOf(settings, senders, routes),
  });
  return { sender, breakers: () => sender.status() };
}

/** @throws SettingsError if two senders have one name: the log and the failover couldn't tell them apart. */
function nameOf(senders: readonly SmsSender[]): string {
  const names = senders.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return names.join(',');
  throw new SettingsError([`THREEPID_SMS: two of its senders are named ${twice}; give yours another name`]);
}
