import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SNSClient } from '@aws-sdk/client-sns';
import { OperatorError, type SmsMessage, type SmsResult, type SmsSender } from '@threepid/core';
import { publishInput } from './publish-input.js';
import { publishOnce, type PublishOutcome } from './publish-once.js';
import { checkSnsOptions, type SnsSmsSenderOptions } from './sns-sms-options.js';
import { mayBeRepeated, smsResultOf } from './sns-result.js';

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
  readonly #timeoutMs: number;

  /** @throws TypeError if an option is invalid. */
  constructor(client: SNSClient, options: SnsSmsSenderOptions = {}) {
    checkSnsOptions(options);
    this.#client = client;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 8_000;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    return smsResultOf(await this.#publish(message, signal), message);
  }

  /** Resolves if the client finds a region and credentials. Doesn't call SNS, so needs no permission. */
  async ready(): Promise<void> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const found = Promise.all([this.#client.config.region(), this.#client.config.credentials()]);
    await Promise.race([found, rejectionBy(signal)]);
  }

  async #publish(message: SmsMessage, signal: AbortSignal): Promise<PublishOutcome> {
    const { throttledRetries = 2, throttledDelayMs = 200 } = this.#options;
    const input = publishInput(message, this.#options);
    for (let tried = 0; ; tried += 1) {
      const outcome = await publishOnce(this.#client, input, signal);
      if (tried >= throttledRetries || !mayBeRepeated(outcome)) return outcome;
      const waited = await waitUpTo(throttledDelayMs * 2 ** tried, signal);
      if (!waited) return outcome;
    }
  }
}

/**
 * Waits for a random part of `longestMs`, so that many senders don't retry at once. Resolves with false if `signal`
 * aborts.
 */
async function waitUpTo(longestMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(randomInt(Math.ceil(longestMs) + 1), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

async function rejectionBy(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new OperatorError('sns: the AWS SDK found no credentials in time', { cause: signal.reason }));
    });
  });
}
