import { PublishCommand, type PublishCommandOutput, type SNSClient } from '@aws-sdk/client-sns';
import { AwsRequests, type AwsCall } from '@threepid/aws-request';
import type { MessageOrigin, SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { publishInput } from './publish-input.js';
import { snsMeaningOf } from './sns-error-codes.js';
import { checkSnsOptions, type SnsSmsSenderOptions } from './sns-sms-options.js';

/**
 * Sends messages with Amazon SNS: one `Publish` directly to the number.
 *
 * The client is yours: its region, credentials, proxy and HTTP settings apply, and you destroy it. Its retries don't
 * apply to these messages, because the SDK also repeats requests that may have been carried out. A request that SNS
 * throttled is tried again within the time-out.
 */
export class SnsSmsSender implements SmsSender {
  readonly name = 'sns';
  readonly #client: SNSClient;
  readonly #options: SnsSmsSenderOptions;
  readonly #requests: AwsRequests;

  /** @throws TypeError if an option is invalid. */
  constructor(client: SNSClient, options: SnsSmsSenderOptions = {}) {
    checkSnsOptions(options);
    this.#requests = new AwsRequests({ provider: this.name, meaningOf: snsMeaningOf }, options);
    this.#client = client;
    this.#options = options;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const input = publishInput(message, this.#options);
    const call: AwsCall<PublishCommand, PublishCommandOutput> = {
      command: () => new PublishCommand(input),
      send: (command, options) => this.#client.send(command, options),
      messageIdOf: ({ MessageId }) => MessageId,
    };
    return await this.#requests.send(call, message);
  }

  /** Resolves if the client finds a region and credentials. Doesn't call SNS, so needs no permission. */
  async ready(): Promise<void> {
    await this.#requests.ready(this.#client.config);
  }

  /** The number, if there is one: it needs no country's support of names. */
  originFor(country: string): MessageOrigin {
    const options = { ...this.#options, ...this.#options.byCountry?.[country] };
    const { originationNumber, senderId, entityId, templateId } = options;
    return { from: originationNumber ?? senderId, entityId, templateId };
  }
}
