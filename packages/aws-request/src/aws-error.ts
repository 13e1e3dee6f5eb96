/** An error of the AWS SDK, as far as it is read. */
export interface AwsError {
  /** Without the suffix `Exception`, which the SDK appends to some names. */
  readonly name: string;
  readonly message: string;
  /** The service's reason, if it gives one; else the code of a network error, or the SDK's name of the error. */
  readonly code: string | undefined;
  /** The HTTP status, or undefined if no answer came. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** True if the clock of this machine was wrong, and the SDK knows the right time now. */
  readonly isClockCorrected: boolean;
  /** What the service says beyond that, by name, such as `Reason`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Reads what the SDK threw. */
export function awsErrorOf(thrown: unknown): AwsError {
  const details = recordOf(thrown);
  const { httpStatusCode, requestId, clockSkewCorrected } = recordOf(details['$metadata']);
  const name = textOf(details['name']);
  return {
    name: (name ?? '').replace(/Exception$/, ''),
    message: textOf(details['message']) ?? (details === nothing ? String(thrown) : 'AWS failed'),
    code: textOf(details['Reason']) ?? textOf(details['code']) ?? name,
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: textOf(requestId),
    isClockCorrected: clockSkewCorrected === true,
    details,
  };
}

const nothing: Readonly<Record<string, unknown>> = {};

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : nothing;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
