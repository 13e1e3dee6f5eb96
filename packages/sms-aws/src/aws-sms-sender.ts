import {
  PutMessageFeedbackCommand,
  SendTextMessageCommand,
  type PinpointSMSVoiceV2Client,
  type SendTextMessageCommandOutput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { AwsRequests, type AwsCall } from '@threepid/aws-request';
import {
  systemClock,
  type Clock,
  type MessageOrigin,
  type MessageReport,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { awsSmsMeaningOf } from './aws-sms-error-codes.js';
import { checkAwsSmsOptions, type AwsSmsSenderOptions } from './aws-sms-options.js';
import { originOf } from './origin-of.js';
import { optionsFor, sendTextMessageInput } from './send-text-message-input.js';

/**
 * Sends messages with AWS End User Messaging: one `SendTextMessage` each.
 *
 * The client is yours: its region, credentials, proxy and HTTP settings apply, and you destroy it. Its retries don't
 * apply to these messages, because the SDK also repeats requests that may have been carried out. A request that AWS
 * throttled is tried again within the time-out.
 */
export class AwsSmsSender implements SmsSender {
  readonly name = 'aws';
  readonly #client: PinpointSMSVoiceV2Client;
  readonly #options: AwsSmsSenderOptions;
  readonly #requests: AwsRequests;
  readonly #clock: Clock;

  /** @throws TypeError if an option is invalid. */
  constructor(client: PinpointSMSVoiceV2Client, options: AwsSmsSenderOptions = {}) {
    checkAwsSmsOptions(options);
    this.#requests = new AwsRequests({ provider: this.name, meaningOf: awsSmsMeaningOf }, options);
    this.#client = client;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const input = sendTextMessageInput(message, this.#options, this.#clock.now());
    const call: AwsCall<SendTextMessageCommand, SendTextMessageCommandOutput> = {
      command: () => new SendTextMessageCommand(input),
      send: (command, options) => this.#client.send(command, options),
      messageIdOf: ({ MessageId }) => MessageId,
    };
    return await this.#requests.send(call, message);
  }

  /** Resolves if the client finds a region and credentials. Doesn't call AWS, so needs no permission. */
  async ready(): Promise<void> {
    await this.#requests.ready(this.#client.config);
  }

  /**
   * Tells AWS whether a message arrived, with the option `messageFeedback`; else does nothing. `RECEIVED` if its code was
   * submitted. `FAILED` if nobody submitted it, also if the person asked for another message: AWS takes the lack of a
   * sign for a failure, but counts it in its metrics only when told so.
   *
   * Source: AWS End User Messaging SMS User Guide, "Change a message feedback status record".
   */
  async report({ messageId, outcome }: MessageReport): Promise<void> {
    if (this.#options.messageFeedback !== true) return;
    const command = new PutMessageFeedbackCommand({
      MessageId: messageId,
      MessageFeedbackStatus: outcome === 'verified' ? 'RECEIVED' : 'FAILED',
    });
    await this.#requests.request('PutMessageFeedback', (options) => this.#client.send(command, options));
  }

  originFor(country: string): MessageOrigin {
    return originOf(optionsFor(country, this.#options));
  }
}
