import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';
import { languages } from '../settings/parsers/languages.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';
import { withoutConnection } from './provider.js';

const settings = {
  phoneNumberId: {
    name: 'WHATSAPP_PHONE_NUMBER_ID',
    fallback: '',
    help: "The id of the business's number at Meta.",
    parse: neededText('the id that the WhatsApp Manager shows'),
  },
  accessToken: {
    name: 'WHATSAPP_ACCESS_TOKEN',
    secret: true,
    fallback: '',
    help: "A system user's token.",
    parse: neededText("a system user's token with whatsapp_business_messaging"),
  },
  template: {
    name: 'WHATSAPP_TEMPLATE',
    fallback: '',
    help: 'The name of an approved authentication template.',
    parse: neededText('the name of an approved authentication template'),
  },
  language: {
    name: 'WHATSAPP_LANGUAGE',
    fallback: 'en_US',
    help: "The template's language for everybody else, as Meta writes it.",
    parse: text,
  },
  languages: {
    name: 'WHATSAPP_LANGUAGES',
    fallback: '',
    help: "The template's other languages, by people's: de=de,pt-BR=pt_BR.",
    parse: optional(languages),
  },
  apiVersion: {
    name: 'WHATSAPP_API_VERSION',
    fallback: '',
    help: "The version of Meta's Graph API. Default: the one that this release was made for.",
    parse: optional(text),
  },
  baseUrl: {
    name: 'WHATSAPP_BASE_URL',
    fallback: '',
    help: 'Another URL of the API. Default: https://graph.facebook.com.',
    parse: optional(text),
  },
};

/** WhatsApp, by Meta's Cloud API. */
export const whatsAppProvider = defineProvider({
  name: 'whatsapp',
  isChannel: true,
  settings,
  valid: {
    phoneNumberId: '1',
    accessToken: 'token',
    template: 'code',
    language: 'en_US',
    languages: undefined,
    apiVersion: undefined,
    baseUrl: undefined,
  },
  checks: [
    ['phoneNumberId'],
    ['accessToken'],
    ['template'],
    ['language'],
    ['languages'],
    ['apiVersion'],
    ['baseUrl'],
  ],
  open: async ({ phoneNumberId, accessToken, template, language, ...options }) => {
    const { WhatsAppSender } = await import('@threepid/channel-whatsapp');
    const needed = { phoneNumberId, accessToken, template, language };
    return withoutConnection(new WhatsAppSender({ ...needed, ...definedOnly(options) }));
  },
});
