import { optional } from '../settings/parsers/optional.js';
import { price } from '../settings/parsers/price.js';
import { text } from '../settings/parsers/text.js';
import { awsRegion, withAwsClient } from './aws-client.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';

const settings = {
  region: awsRegion('AWS_ENDPOINT_URL_SNS'),
  senderId: {
    name: 'THREEPID_SNS_SENDER_ID',
    fallback: '',
    help: 'The name shown as the sender, where a country knows such names.',
    parse: optional(text),
  },
  originationNumber: {
    name: 'THREEPID_SNS_ORIGINATION_NUMBER',
    fallback: '',
    help: 'The number that messages come from.',
    parse: optional(text),
  },
  maxPriceUsd: {
    name: 'THREEPID_SNS_MAX_PRICE_USD',
    fallback: '',
    help: 'The most that one message may cost, in US dollars.',
    parse: optional(price),
  },
  entityId: {
    name: 'THREEPID_SNS_ENTITY_ID',
    fallback: '',
    help: "For India: the principal entity's id.",
    parse: optional(text),
  },
  templateId: {
    name: 'THREEPID_SNS_TEMPLATE_ID',
    fallback: '',
    help: "For India: the registered template's id.",
    parse: optional(text),
  },
};

/** AWS SNS. Credentials, region and endpoint also come from where the AWS SDK looks for them. */
export const snsProvider = defineProvider({
  name: 'sns',
  settings,
  valid: {
    region: 'eu-west-1',
    senderId: undefined,
    originationNumber: undefined,
    maxPriceUsd: undefined,
    entityId: undefined,
    templateId: undefined,
  },
  checks: [['region'], ['senderId'], ['originationNumber'], ['maxPriceUsd'], ['entityId'], ['templateId']],
  open: async ({ region, entityId, templateId, ...options }) => {
    const [{ SNSClient }, { SnsSmsSender }] = await Promise.all([
      import('@aws-sdk/client-sns'),
      import('@threepid/sms-sns'),
    ]);
    const client = new SNSClient(region === undefined ? {} : { region });
    const india = definedOnly({ entityId, templateId });
    const byCountry = Object.keys(india).length === 0 ? {} : { byCountry: { IN: india } };
    const sender = new SnsSmsSender(client, { ...definedOnly(options), ...byCountry });
    return withAwsClient(client, sender);
  },
});
