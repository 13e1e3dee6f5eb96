import { ConsoleSmsSender, type SmsSender } from '@threepid/core';
import type { Logger } from 'pino';
import { SettingsError, list, type SettingValues } from './setting.js';
import type { Settings } from './settings.js';
import type { ProviderName, providerSettings } from './sms-settings.js';

/** A sender, and what it takes to let go of it. */
export interface OpenSms {
  readonly sender: SmsSender;
  /** The state of each provider, for readiness. */
  readonly status: () => Readonly<Record<string, string>>;
  close(): Promise<void>;
}

type Values<N extends ProviderName> = SettingValues<(typeof providerSettings)[N]>;

interface OpenProvider {
  readonly sender: SmsSender;
  readonly close?: () => Promise<void>;
}

/**
 * Makes the sender that the settings name; of several, one that goes on to the next if one fails.
 *
 * @throws SettingsError for what only the provider's package can tell.
 */
export async function openSms(
  settings: Pick<Settings, 'sms' | 'providers' | 'onUnknown'>,
  logger: Logger,
): Promise<OpenSms> {
  const opened = await Promise.all(
    settings.sms.map((name) => openProvider(name, settings.providers, logger)),
  );
  const close = async (): Promise<void> => {
    await Promise.all(opened.map(async (provider) => provider.close?.()));
  };
  const [only, ...others] = opened.map(({ sender }) => sender);
  if (only !== undefined && others.length === 0) return { sender: only, status: () => ({}), close };
  const { failover } = await import('@threepid/sms-failover');
  const sender = failover(
    opened.map((provider) => provider.sender),
    { onUnknown: settings.onUnknown, name: settings.sms.join(','), logger },
  );
  const status = () =>
    Object.fromEntries(sender.status().map(({ sender: name, breaker }) => [name, breaker]));
  return { sender, status, close };
}

async function openProvider(
  name: ProviderName,
  values: Settings['providers'],
  logger: Logger,
): Promise<OpenProvider> {
  try {
    if (name === 'console') return { sender: new ConsoleSmsSender() };
    if (name === 'sns') return await openSns(values.sns);
    if (name === 'twilio') return await openTwilio(values.twilio);
    if (name === 'webhook') return await openWebhook(values.webhook);
    return await openSmpp(values.smpp, logger);
  } catch (cause) {
    throw new SettingsError([
      `THREEPID_SMS=${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
    ]);
  }
}

async function openSns({ region, entityId, templateId, ...options }: Values<'sns'>): Promise<OpenProvider> {
  const [{ SNSClient }, { SnsSmsSender }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('@threepid/sms-sns'),
  ]);
  const client = new SNSClient(region === undefined ? {} : { region });
  // Else the first message would be what tells that there is no region.
  await client.config.region();
  const india = given({ entityId, templateId });
  const byCountry = Object.keys(india).length === 0 ? {} : { byCountry: { IN: india } };
  const close = (): Promise<void> => {
    client.destroy();
    return Promise.resolve();
  };
  return { sender: new SnsSmsSender(client, { ...given(options), ...byCountry }), close };
}

async function openTwilio({ accountSid, ...options }: Values<'twilio'>): Promise<OpenProvider> {
  const { TwilioSmsSender } = await import('@threepid/sms-twilio');
  return { sender: new TwilioSmsSender({ accountSid, ...given(options) }) };
}

async function openWebhook({ url, secrets }: Values<'webhook'>): Promise<OpenProvider> {
  const { WebhookSmsSender } = await import('@threepid/sms-webhook');
  return { sender: new WebhookSmsSender({ url, secrets: list(secrets) }) };
}

async function openSmpp({ tls, ...options }: Values<'smpp'>, logger: Logger): Promise<OpenProvider> {
  const { SmppSmsSender } = await import('@threepid/sms-smpp');
  const sender = new SmppSmsSender({ ...options, tls: tls === 'on', logger });
  return { sender, close: () => sender.close() };
}

/** Leaves out what isn't set. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
