/** Options of requests to AWS, all optional. */
export interface AwsRequestOptions {
  /** Time limit for a whole send, including retries of throttled requests, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** Maximum retries of a request that AWS throttled, or rejected because of a wrong clock. Default: 2. */
  readonly throttledRetries?: number;
  /** Longest wait before the first retry, in milliseconds; it doubles with each retry. Default: 200. */
  readonly throttledDelayMs?: number;
}

/** The options with their defaults. @throws TypeError if one is invalid. */
export function awsRequestOptions(options: AwsRequestOptions): Required<AwsRequestOptions> {
  for (const name of ['timeoutMs', 'throttledRetries', 'throttledDelayMs'] as const)
    if (!((options[name] ?? 1) >= 0)) throw new TypeError(`${name} must be a number of 0 or more`);
  const { timeoutMs = 8_000, throttledRetries = 2, throttledDelayMs = 200 } = options;
  return { timeoutMs, throttledRetries, throttledDelayMs };
}
