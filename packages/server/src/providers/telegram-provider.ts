import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';
import { withoutConnection } from './provider.js';

const settings = {
  accessToken: {
    name: 'TELEGRAM_GATEWAY_TOKEN',
    secret: true,
    fallback: '',
    help: 'The token of the Telegram Gateway account.',
    parse: neededText("the token in the Gateway account's settings"),
  },
  senderUsername: {
    name: 'TELEGRAM_GATEWAY_SENDER',
    fallback: '',
    help: 'The username of a verified channel of yours that codes come from, without @.',
    parse: optional(text),
  },
  baseUrl: {
    name: 'TELEGRAM_GATEWAY_BASE_URL',
    fallback: '',
    help: 'Another URL of the API. Default: https://gatewayapi.telegram.org.',
    parse: optional(text),
  },
};

/** Telegram, by its Gateway API. */
export const telegramProvider = defineProvider({
  name: 'telegram',
  isChannel: true,
  settings,
  valid: { accessToken: 'token', senderUsername: undefined, baseUrl: undefined },
  checks: [['accessToken'], ['senderUsername'], ['baseUrl']],
  open: async ({ accessToken, ...options }, _logger, callbackUrlOf) => {
    const { TelegramSender } = await import('@threepid/channel-telegram');
    const given = definedOnly({ ...options, callbackUrl: callbackUrlOf?.('telegram') });
    return withoutConnection(new TelegramSender({ accessToken, ...given }));
  },
});
