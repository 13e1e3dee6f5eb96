import { awsProvider } from './aws-provider.js';
import { consoleProvider } from './console-provider.js';
import { httpProvider } from './http-provider.js';
import type { Provider } from './provider.js';
import { smppProvider } from './smpp-provider.js';
import { snsProvider } from './sns-provider.js';
import { telegramProvider } from './telegram-provider.js';
import { twilioProvider } from './twilio-provider.js';
import { voiceProvider } from './voice-provider.js';
import { webhookProvider } from './webhook-provider.js';
import { whatsAppProvider } from './whatsapp-provider.js';

/** The registry of providers, in the order in which they are shown. */
export const builtInProviders: readonly Provider[] = [
  consoleProvider,
  awsProvider,
  snsProvider,
  twilioProvider,
  webhookProvider,
  smppProvider,
  httpProvider,
  whatsAppProvider,
  telegramProvider,
  voiceProvider,
];
