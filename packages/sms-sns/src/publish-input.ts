import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import type { SmsMessage } from '@threepid/core';
import type { SnsMessageOptions, SnsSmsSenderOptions } from './sns-sms-options.js';

/** The `Publish` request of a message, with the options of its country. */
export function publishInput(message: SmsMessage, options: SnsSmsSenderOptions): PublishCommandInput {
  const differing = message.country === undefined ? undefined : options.byCountry?.[message.country];
  return {
    PhoneNumber: message.to,
    Message: message.text,
    MessageAttributes: attributesOf({ ...options, ...differing }),
  };
}

function attributesOf(options: SnsMessageOptions): Record<string, MessageAttributeValue> {
  const attributes: Record<string, MessageAttributeValue> = {};
  const put = (name: string, type: 'String' | 'Number', value: string | number | undefined): void => {
    if (value !== undefined) attributes[name] = { DataType: type, StringValue: String(value) };
  };
  put('AWS.SNS.SMS.SMSType', 'String', options.smsType ?? 'Transactional');
  put('AWS.SNS.SMS.SenderID', 'String', options.senderId);
  put('AWS.SNS.SMS.MaxPrice', 'Number', options.maxPriceUsd);
  put('AWS.MM.SMS.OriginationNumber', 'String', options.originationNumber);
  put('AWS.MM.SMS.EntityId', 'String', options.entityId);
  put('AWS.MM.SMS.TemplateId', 'String', options.templateId);
  return attributes;
}
