import { list } from '../settings/parsers/list.js';
import { neededText } from '../settings/parsers/text.js';
import { defineProvider } from './define-provider.js';
import { withoutConnection } from './provider.js';

const settings = {
  url: {
    name: 'THREEPID_WEBHOOK_URL',
    secret: true,
    fallback: '',
    help: 'Where messages are posted: https, or http on this machine.',
    parse: neededText('the https URL of your gateway'),
  },
  secrets: {
    name: 'THREEPID_WEBHOOK_SECRET',
    secret: true,
    fallback: '',
    help: 'whsec_ and base64 of 24 to 64 random bytes; a comma-separated list while it is rotated, newest first.',
    parse: (value: string) => list(neededText('make one: echo "whsec_$(openssl rand -base64 32)"')(value)),
  },
};

/** A webhook of the operator's. */
export const webhookProvider = defineProvider({
  name: 'webhook',
  settings,
  valid: { url: 'https://gateway.example.org', secrets: [`whsec_${'A'.repeat(32)}`] },
  checks: [['url'], ['secrets']],
  open: async (options) => {
    const { WebhookSmsSender } = await import('@threepid/sms-webhook');
    return withoutConnection(new WebhookSmsSender(options));
  },
});
