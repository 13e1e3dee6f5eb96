import { oneOf } from '../settings/parsers/one-of.js';
import { optional } from '../settings/parsers/optional.js';
import { price } from '../settings/parsers/price.js';
import { text } from '../settings/parsers/text.js';
import { awsRegion, withAwsClient } from './aws-client.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';

const settings = {
  region: awsRegion('AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'),
  originationIdentity: {
    name: 'THREEPID_AWS_ORIGINATION_IDENTITY',
    fallback: '',
    help: 'Where messages come from: a number, a sender id or a pool, by its name, id or ARN. Default: AWS picks one.',
    parse: optional(text),
  },
  configurationSetName: {
    name: 'THREEPID_AWS_CONFIGURATION_SET',
    fallback: '',
    help: 'The configuration set, which says where events go.',
    parse: optional(text),
  },
  protectConfigurationId: {
    name: 'THREEPID_AWS_PROTECT_CONFIGURATION',
    fallback: '',
    help: "The protect configuration, which says to which countries messages may go. Default: the configuration set's, else the account's.",
    parse: optional(text),
  },
  maxPriceUsd: {
    name: 'THREEPID_AWS_MAX_PRICE_USD',
    fallback: '',
    help: 'The most that one message may cost, in US dollars.',
    parse: optional(price),
  },
  feedback: {
    name: 'THREEPID_AWS_MESSAGE_FEEDBACK',
    fallback: 'off',
    help: 'on or off: reports to AWS which messages were verified. It needs the permission sms-voice:PutMessageFeedback.',
    parse: oneOf('on', 'off'),
  },
  entityId: {
    name: 'THREEPID_AWS_ENTITY_ID',
    fallback: '',
    help: "For India: the principal entity's id.",
    parse: optional(text),
  },
  templateId: {
    name: 'THREEPID_AWS_TEMPLATE_ID',
    fallback: '',
    help: "For India: the registered template's id.",
    parse: optional(text),
  },
};

/** AWS End User Messaging. Credentials, region and endpoint also come from where the AWS SDK looks for them. */
export const awsProvider = defineProvider({
  name: 'aws',
  settings,
  valid: {
    region: 'eu-west-1',
    originationIdentity: undefined,
    configurationSetName: undefined,
    protectConfigurationId: undefined,
    maxPriceUsd: undefined,
    feedback: 'off',
    entityId: undefined,
    templateId: undefined,
  },
  checks: [
    ['region'],
    ['originationIdentity'],
    ['configurationSetName'],
    ['protectConfigurationId'],
    ['maxPriceUsd'],
    ['entityId'],
    ['templateId'],
  ],
  open: async ({ region, feedback, entityId, templateId, ...options }) => {
    const [{ PinpointSMSVoiceV2Client }, { AwsSmsSender }] = await Promise.all([
      import('@aws-sdk/client-pinpoint-sms-voice-v2'),
      import('@threepid/sms-aws'),
    ]);
    const client = new PinpointSMSVoiceV2Client(region === undefined ? {} : { region });
    const sender = new AwsSmsSender(client, {
      ...definedOnly(options),
      ...(feedback === 'on' && { messageFeedback: true }),
      byCountry: { IN: definedOnly({ entityId, templateId }) },
    });
    return withAwsClient(client, sender);
  },
});
