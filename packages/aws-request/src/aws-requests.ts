import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  neverConnected,
  OperatorError,
  ProviderError,
  resultOfFailure,
  type FailureMeaning,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import { awsErrorOf, type AwsError } from './aws-error.js';
import { awsRequestOptions, type AwsRequestOptions } from './aws-request-options.js';
import { requestOnce, type AwsCommand, type AwsOutcome } from './request-once.js';
import { settledBefore } from './settled-before.js';

/** A service of AWS that sends messages. */
export interface AwsService {
  /** The sender's name, such as `sns`. */
  readonly provider: string;
  /** The meaning of one of its errors. `unknown` also if no answer came. */
  readonly meaningOf: (error: AwsError) => FailureMeaning;
}

/** How a message becomes a request to a service. */
export interface AwsCall<Command extends AwsCommand, Output> {
  /** Makes a command. Called anew for each try. */
  readonly command: () => Command;
  /** Sends it with the service's client. */
  readonly send: (command: Command, options: { readonly abortSignal: AbortSignal }) => Promise<Output>;
  /** The message's id in the answer. */
  readonly messageIdOf: (output: Output) => string | undefined;
}

/** The part of a client's configuration that `ready` looks at. */
export interface AwsClientConfig {
  readonly region: () => Promise<unknown>;
  readonly credentials: () => Promise<unknown>;
}

/**
 * Sends messages with a client of the AWS SDK, one request each. The client's retries don't apply, because the SDK also
 * repeats requests that may have been carried out. A request that AWS throttled is tried again within the time-out.
 */
export class AwsRequests {
  readonly #service: AwsService;
  readonly #options: Required<AwsRequestOptions>;

  /** @throws TypeError if an option is invalid. */
  constructor(service: AwsService, options: AwsRequestOptions) {
    this.#service = service;
    this.#options = awsRequestOptions(options);
  }

  /** Sends a message; never rejects. */
  async send<Command extends AwsCommand, Output>(
    call: AwsCall<Command, Output>,
    message: SmsMessage,
  ): Promise<SmsResult> {
    const outcome = await this.#try(call);
    if (outcome.kind === 'failed') return this.#resultOfError(outcome, message);
    const messageId = call.messageIdOf(outcome.output);
    if (messageId !== undefined && messageId !== '') return { kind: 'sent', messageId };
    const error = awsErrorOf({ message: 'an answer without a message id' });
    return resultOfFailure('unknown', this.#causeOf(error, message));
  }

  /** Resolves if a client finds a region and credentials. Doesn't call AWS, so needs no permission. */
  async ready({ region, credentials }: AwsClientConfig): Promise<void> {
    const found = Promise.all([region(), credentials()]);
    await Promise.race([found, this.#rejectionBy(this.#timeLimit())]);
  }

  /**
   * Does something else with the client, such as reporting, within the same time limit. The client's retries apply.
   *
   * @param what the operation, for the error.
   * @throws OperatorError that says what AWS answered, without its words.
   */
  async request<Output>(
    what: string,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
  ): Promise<Output> {
    const signal = this.#timeLimit();
    try {
      return await settledBefore(signal, send({ abortSignal: signal }));
    } catch (thrown) {
      const { code = 'an error', status, requestId } = awsErrorOf(thrown);
      const answer =
        status === undefined ? 'no answer' : `HTTP ${String(status)}, request ${requestId ?? '-'}`;
      throw new OperatorError(`${this.#service.provider}: ${what} failed with ${code} (${answer})`);
    }
  }

  #timeLimit(): AbortSignal {
    return AbortSignal.timeout(this.#options.timeoutMs);
  }

  async #try<Command extends AwsCommand, Output>({
    command,
    send,
  }: AwsCall<Command, Output>): Promise<AwsOutcome<Output>> {
    const { throttledRetries, throttledDelayMs } = this.#options;
    const signal = this.#timeLimit();
    for (let tried = 0; ; tried += 1) {
      const outcome = await requestOnce(command(), send, signal);
      if (tried >= throttledRetries || !this.#mayBeRepeated(outcome)) return outcome;
      const waited = await waitUpTo(throttledDelayMs * 2 ** tried, signal);
      if (!waited) return outcome;
    }
  }

  /**
   * True if another try may succeed and can't send a second message: the request was throttled, or refused because of a
   * wrong clock that the SDK has corrected since.
   */
  #mayBeRepeated(outcome: AwsOutcome<unknown>): boolean {
    if (outcome.kind === 'answered') return false;
    const error = awsErrorOf(outcome.error);
    const meaning = this.#service.meaningOf(error);
    return meaning === 'not-taken' || (error.isClockCorrected && meaning === 'refused');
  }

  #resultOfError(outcome: AwsOutcome<unknown> & { kind: 'failed' }, message: SmsMessage): SmsResult {
    const error = awsErrorOf(outcome.error);
    const cause = this.#causeOf(error, message);
    if (!outcome.handedOver) return resultOfUnsent(error, cause);
    const meaning = this.#service.meaningOf(error);
    const isUnsent = meaning === 'unknown' && neverConnected(outcome.error);
    return resultOfFailure(isUnsent ? 'not-taken' : meaning, cause);
  }

  #causeOf({ message: words, code, status, requestId }: AwsError, message: SmsMessage): ProviderError {
    return new ProviderError(words, { provider: this.#service.provider, code, status, requestId }, message);
  }

  async #rejectionBy(signal: AbortSignal): Promise<never> {
    const { provider } = this.#service;
    return await new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(
          new OperatorError(`${provider}: the AWS SDK found no credentials in time`, {
            cause: signal.reason,
          }),
        );
      });
    });
  }
}

/**
 * The result when nothing reached the wire: no credentials, no region, a request that can't be built, or no time left.
 */
function resultOfUnsent({ name }: AwsError, cause: ProviderError): SmsResult {
  const late = name === 'TimeoutError' || name === 'AbortError';
  return resultOfFailure(late ? 'not-taken' : 'refused', cause);
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
