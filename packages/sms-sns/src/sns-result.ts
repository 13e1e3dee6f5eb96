import {
  neverConnected,
  ProviderError,
  resultOfFailure,
  type FailureMeaning,
  type SmsMessage,
  type SmsResult,
} from '@threepid/core';
import type { PublishOutcome } from './publish-once.js';
import { snsMeaningOf } from './sns-error-codes.js';

/** The fields that are read of an SDK error. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: SdkMetadata | undefined;
}

interface SdkMetadata {
  readonly httpStatusCode?: unknown;
  readonly requestId?: unknown;
  readonly clockSkewCorrected?: unknown;
}

/** The result of the outcome of a `Publish`. */
export function smsResultOf(outcome: PublishOutcome, message: SmsMessage): SmsResult {
  if (outcome.kind === 'failed') return resultOfError(outcome, message);
  const messageId = outcome.output.MessageId;
  if (messageId !== undefined && messageId !== '') return { kind: 'sent', messageId };
  return resultOfFailure('unknown', causeOf({ message: 'an answer without a message id' }, message));
}

/**
 * True if another try may succeed and can't send a second message: the request was throttled, or rejected because of a
 * wrong clock that the SDK has corrected since.
 */
export function mayBeRepeated(outcome: PublishOutcome): boolean {
  if (outcome.kind === 'answered') return false;
  const error = asSdkError(outcome.error);
  const { httpStatusCode, clockSkewCorrected } = error.$metadata ?? {};
  return meaningOf(error) === 'not-taken' || (clockSkewCorrected === true && httpStatusCode === 403);
}

function resultOfError(outcome: PublishOutcome & { kind: 'failed' }, message: SmsMessage): SmsResult {
  const error = asSdkError(outcome.error);
  const cause = causeOf(error, message);
  if (!outcome.handedOver) return resultOfUnsent(error, cause);
  const meaning = meaningOf(error);
  const isUnsent = meaning === 'unknown' && neverConnected(outcome.error);
  return resultOfFailure(isUnsent ? 'not-taken' : meaning, cause);
}

/**
 * The result when nothing reached the wire: no credentials, no region, a request that can't be built, or no time left.
 */
function resultOfUnsent(error: SdkError, cause: ProviderError): SmsResult {
  const late = error.name === 'TimeoutError' || error.name === 'AbortError';
  return resultOfFailure(late ? 'not-taken' : 'refused', cause);
}

function meaningOf({ name, message, $metadata }: SdkError): FailureMeaning {
  return snsMeaningOf({ name, message, status: $metadata?.httpStatusCode });
}

function asSdkError(error: unknown): SdkError {
  return typeof error === 'object' && error !== null ? error : { message: error };
}

function causeOf(error: SdkError, message: SmsMessage): ProviderError {
  const { httpStatusCode, requestId } = error.$metadata ?? {};
  const details = {
    provider: 'sns',
    code: textOr(error.code, textOr(error.name, undefined)),
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: textOr(requestId, undefined),
  };
  return new ProviderError(textOr(error.message, 'SNS failed') ?? '', details, message);
}

function textOr(value: unknown, otherwise: string | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
