import fc from 'fast-check';
import { TelegramSender } from '@threepid/channel-telegram';
import { TwilioVoiceSender } from '@threepid/channel-voice';
import { WhatsAppSender } from '@threepid/channel-whatsapp';
import type { SmsSender } from '@threepid/core';
import { HttpSmsSender, readRecipe, recipeNames } from '@threepid/sms-http';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import { WebhookSmsSender } from '@threepid/sms-webhook';

/** A sender, and what it must tell nobody. */
export interface FuzzedSender {
  readonly sender: SmsSender;
  readonly secrets: readonly string[];
}

/** A provider's time-out. Peers answer at once, so that it only ends what waits for more. */
const timeoutMs = 1_000;

const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'Sekret"&<token>%20';
const whsec = `whsec_${Buffer.from('the secret of a webhook, 32 bytes').toString('base64')}`;

/** Where a provider is: its URL, and the `fetch` that asks it instead of our own client. */
export interface FuzzedProvider {
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** Every sender that speaks HTTP by our own client, by its name, with this provider. */
export function fuzzedSenders(provider: FuzzedProvider): Readonly<Record<string, FuzzedSender>> {
  const shared = { ...provider, timeoutMs };
  const twilio = { accountSid, authToken, from: '+12015550123', ...shared };
  const accessToken = 'EAAG-Sekret/token+of=Meta';
  return {
    twilio: { sender: new TwilioSmsSender(twilio), secrets: [authToken] },
    voice: { sender: new TwilioVoiceSender({ ...twilio, readAtOnce: true }), secrets: [authToken] },
    webhook: {
      sender: new WebhookSmsSender({ ...shared, url: provider.baseUrl, secrets: whsec }),
      secrets: [whsec],
    },
    telegram: { sender: new TelegramSender({ ...shared, accessToken }), secrets: [accessToken] },
    whatsapp: {
      sender: new WhatsAppSender({
        ...shared,
        accessToken,
        phoneNumberId: '1234567890',
        template: 'code',
        language: 'en',
      }),
      secrets: [accessToken],
    },
    ...Object.fromEntries(recipeNames().map((name) => [`recipe-${name}`, recipeSender(name, shared)])),
  };
}

/** Settings that stand for others. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  twilio: ['apiKey', 'apiKeySecret', 'messagingServiceSid'],
};

function recipeSender(name: string, shared: FuzzedProvider & { readonly timeoutMs: number }): FuzzedSender {
  const declaration = readRecipe(name);
  const declared = Object.entries(declaration.settings).filter(
    ([key]) => !(alternatives[name] ?? []).includes(key),
  );
  const settings = Object.fromEntries(declared.map(([key, { pattern }]) => [key, valueOf(key, pattern)]));
  const secrets = declared.filter(([, { secret }]) => secret === true).map(([key]) => settings[key] ?? '');
  return { sender: new HttpSmsSender(declaration, { ...shared, settings }), secrets };
}

function valueOf(name: string, pattern: string | undefined): string {
  if (pattern === undefined) return `Sekret-${name}-42`;
  const [value = ''] = fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: 1, seed: 1 });
  return value;
}
