import type { RouteStorage, SmsSender } from '@threepid/core';
import type { FailoverOptions } from '@threepid/sms-failover';
import type { Logger } from 'pino';
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
}

/** The opened sender, with its connections. */
export interface OpenSms {
  readonly sender: SmsSender;
  /** The state of each provider, for readiness. */
  readonly status: () => Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Opens the sender that the settings name; for several, a failover over them.
 *
 * @param routes where what is known of the providers is kept. Default: in this process alone.
 */
export async function openSms(
  settings: SmsSettings,
  logger: Logger,
  routes?: RouteStorage,
): Promise<OpenSms> {
  const { providers, onUnknown } = settings;
  const callbackUrlOf = callbackUrls(settings);
  return openInOrder(async (opened) => {
    const senders: SmsSender[] = [];
    for (const provider of providers)
      senders.push(opened.keep(await provider.open(logger, callbackUrlOf)).sender);
    const close = (): Promise<void> => opened.close();
    const [only, ...others] = senders;
    if (only !== undefined && others.length === 0) return { sender: only, status: () => ({}), close };
    const { failover } = await import('@threepid/sms-failover');
    const name = nameOf(senders);
    const sender = failover(senders, { onUnknown, name, logger, ...routingOf(settings, senders, routes) });
    const status = () => Object.fromEntries(sender.status().map((one) => [one.sender, one.breaker]));
    return { sender, status, close };
  });
}

/** The settings are checked: with callbacks, there is a public URL. */
function callbackUrls({ smsCallbacks, publicUrl = '' }: SmsSettings): CallbackUrlOf | undefined {
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

/** @throws SettingsError if two senders have one name: the log and the failover couldn't tell them apart. */
function nameOf(senders: readonly SmsSender[]): string {
  const names = senders.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return names.join(',');
  throw new SettingsError([`THREEPID_SMS: two of its senders are named ${twice}; give yours another name`]);
}
