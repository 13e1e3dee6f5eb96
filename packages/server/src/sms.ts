import type { SNSClient } from '@aws-sdk/client-sns';
import { ConsoleSmsSender, type SmsSender } from '@threepid/core';
import type { Logger } from 'pino';
import { openInOrder } from './stop/opened.js';
import type { Settings } from './settings.js';
import type { ProviderName, ProviderValues } from './sms-settings.js';

/** A sender, and what it takes to let go of it. */
export interface OpenSms {
  readonly sender: SmsSender;
  /** The state of each provider, for readiness. */
  readonly status: () => Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The sender of one provider. */
export interface OpenProvider {
  readonly sender: SmsSender;
  close(): Promise<void>;
}

/** Makes the sender that the settings name; of several, one that goes on to the next if one fails. */
export async function openSms(
  settings: Pick<Settings, 'sms' | 'providers' | 'onUnknown'>,
  logger: Logger,
): Promise<OpenSms> {
  return openInOrder(async (opened) => {
    const senders: SmsSender[] = [];
    for (const name of settings.sms) {
      senders.push(opened.keep(await openProvider(name, settings.providers[name], logger)).sender);
    }
    const close = (): Promise<void> => opened.close();
    const [only, ...others] = senders;
    if (only !== undefined && others.length === 0) return { sender: only, status: () => ({}), close };
    const { failover } = await import('@threepid/sms-failover');
    const name = settings.sms.join(',');
    const sender = failover(senders, { onUnknown: settings.onUnknown, name, logger });
    const status = () => Object.fromEntries(sender.status().map((one) => [one.sender, one.breaker]));
    return { sender, status, close };
  });
}

/**
 * Makes the sender of one provider. Connects to nothing.
 *
 * @throws Error that names the option that can't be used.
 */
export async function openProvider<N extends ProviderName>(
  name: N,
  values: ProviderValues[N],
  logger: Logger,
): Promise<OpenProvider> {
  return openers[name](values, logger);
}

const openers: {
  readonly [N in ProviderName]: (values: ProviderValues[N], logger: Logger) => Promise<OpenProvider>;
} = {
  console: () => Promise.resolve({ sender: new ConsoleSmsSender(), close: nothingToClose }),
  sns: openSns,
  twilio: openTwilio,
  webhook: openWebhook,
  smpp: openSmpp,
};

async function openSns({
  region,
  entityId,
  templateId,
  ...options
}: ProviderValues['sns']): Promise<OpenProvider> {
  const [{ SNSClient }, { SnsSmsSender }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('@threepid/sms-sns'),
  ]);
  const client = new SNSClient(region === undefined ? {} : { region });
  const india = given({ entityId, templateId });
  const byCountry = Object.keys(india).length === 0 ? {} : { byCountry: { IN: india } };
  const sender = new SnsSmsSender(client, { ...given(options), ...byCountry });
  await checkRegion(client);
  const close = (): Promise<void> => {
    client.destroy();
    return Promise.resolve();
  };
  return { sender, close };
}

/** Else the first message would be what tells that there is no region. The SDK looks in the user's files too. */
async function checkRegion({ config }: SNSClient): Promise<void> {
  try {
    await config.region();
  } catch (cause) {
    throw new TypeError(
      'region must be one in which SNS sends SMS, such as eu-west-1, and the AWS SDK finds none in its files either',
      { cause },
    );
  }
}

async function openTwilio({ accountSid, ...options }: ProviderValues['twilio']): Promise<OpenProvider> {
  const { TwilioSmsSender } = await import('@threepid/sms-twilio');
  return { sender: new TwilioSmsSender({ accountSid, ...given(options) }), close: nothingToClose };
}

async function openWebhook(options: ProviderValues['webhook']): Promise<OpenProvider> {
  const { WebhookSmsSender } = await import('@threepid/sms-webhook');
  return { sender: new WebhookSmsSender(options), close: nothingToClose };
}

async function openSmpp({ tls, ...options }: ProviderValues['smpp'], logger: Logger): Promise<OpenProvider> {
  const { SmppSmsSender } = await import('@threepid/sms-smpp');
  const sender = new SmppSmsSender({ ...options, tls: tls === 'on', logger });
  return { sender, close: () => sender.close() };
}

function nothingToClose(): Promise<void> {
  return Promise.resolve();
}

/** Leaves out what isn't set. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
