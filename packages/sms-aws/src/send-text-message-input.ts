import type { SendTextMessageCommandInput } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SmsMessage } from '@threepid/core';
import { timeToLiveLimits, type AwsMessageOptions, type AwsSmsSenderOptions } from './aws-sms-options.js';

/** The options of messages to a country. */
export function optionsFor(country: string | undefined, options: AwsSmsSenderOptions): AwsMessageOptions {
  return { ...options, ...(country === undefined ? undefined : options.byCountry?.[country]) };
}

/** The `SendTextMessage` request of a message, with the options of its country. */
export function sendTextMessageInput(
  message: SmsMessage,
  options: AwsSmsSenderOptions,
  now: number,
): SendTextMessageCommandInput {
  const chosen = optionsFor(message.country, options);
  return {
    DestinationPhoneNumber: message.to,
    MessageBody: message.text,
    OriginationIdentity: chosen.originationIdentity,
    MessageType: chosen.messageType ?? 'TRANSACTIONAL',
    Keyword: chosen.keyword,
    ConfigurationSetName: chosen.configurationSetName,
    ProtectConfigurationId: chosen.protectConfigurationId,
    MaxPrice: chosen.maxPriceUsd === undefined ? undefined : priceOf(chosen.maxPriceUsd),
    TimeToLive: chosen.timeToLiveSeconds ?? timeToLiveOf(message, now),
    DestinationCountryParameters: parametersOf(chosen),
    Context: options.context,
    MessageFeedbackEnabled: feedbackOf(message, options),
  };
}

/** AWS wants a decimal point in every price. */
function priceOf(usd: number): string {
  return Number.isInteger(usd) ? `${String(usd)}.0` : String(usd);
}

/** An expired code is of no use: AWS stops trying then, and the person has asked for another long since. */
function timeToLiveOf({ expiresAt }: SmsMessage, now: number): number | undefined {
  if (expiresAt === undefined) return undefined;
  const { least, most } = timeToLiveLimits;
  return Math.min(Math.max(Math.floor((expiresAt - now) / 1_000), least), most);
}

function parametersOf({
  entityId,
  templateId,
}: AwsMessageOptions): SendTextMessageCommandInput['DestinationCountryParameters'] {
  if (entityId === undefined && templateId === undefined) return undefined;
  return {
    ...(entityId !== undefined && { IN_ENTITY_ID: entityId }),
    ...(templateId !== undefined && { IN_TEMPLATE_ID: templateId }),
  };
}

/**
 * Only for messages that will be judged: AWS takes one that nobody reports for lost. Stated for the others too, because a
 * configuration set may enable it.
 */
function feedbackOf({ isJudged = false }: SmsMessage, options: AwsSmsSenderOptions): boolean | undefined {
  return options.messageFeedback === true ? isJudged : options.messageFeedback;
}
