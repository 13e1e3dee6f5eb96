/** Headers of an answer: names in lower case. */
export type ProviderHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer of a provider, with the first 64 KiB of its body. */
export interface AnsweredExchange {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: ProviderHeaders;
  readonly body: string;
}

/**
 * The outcome of an exchange with a provider.
 *
 * - `answered`: whatever its status is.
 * - `failed`: no answer, or a broken one. `taken` is `no` only if there was no connection, so the provider can't have
 *   read the request. `code` is that of the network error, such as `ECONNREFUSED`; `ETIMEOUT` for the time-out; or
 *   `EUNKNOWN`.
 */
export type ProviderExchange =
  | AnsweredExchange
  | {
      readonly kind: 'failed';
      readonly taken: 'no' | 'unknown';
      readonly code: string;
      readonly reason: string;
    };

/** Maximum size of an answer that is read, in bytes. */
export const answerLimit = 65_536;

export function timedOut(taken: 'no' | 'unknown'): ProviderExchange {
  return { kind: 'failed', taken, code: 'ETIMEOUT', reason: 'no answer in time' };
}

/** @param code that of the network error, if it has one. */
export function brokenOff(taken: 'no' | 'unknown', code: unknown): ProviderExchange {
  const reason = taken === 'no' ? 'no connection to the provider' : 'the connection broke off';
  return { kind: 'failed', taken, code: typeof code === 'string' ? code : 'EUNKNOWN', reason };
}
