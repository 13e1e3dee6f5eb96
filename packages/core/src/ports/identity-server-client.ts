/** A requestToken call that is passed on. */
export interface RelayedRequestToken {
  /** The base URL, from the trust policy: never from a client. */
  readonly baseUrl: string;
  /** Then v2 is called, with it as bearer; without one, v1. */
  readonly idAccessToken: string | undefined;
  /** `client_secret`, `country`, `phone_number`, `send_attempt`, `next_link`. */
  readonly body: Readonly<Record<string, string | number>>;
}

/** What the other identity server answered. */
export type RelayedAnswer =
  | { readonly kind: 'opened'; readonly sid: string; readonly fields: Readonly<Record<string, unknown>> }
  /** A Matrix error, with its further fields, such as `retry_after_ms`. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly errcode: string;
      readonly error: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };

/**
 * Calls another identity server. It follows no redirect, verifies TLS, and bounds time and size. It rejects if there is
 * no answer or none that can be used: the caller is told `M_UNKNOWN` 502, and the cause is logged.
 */
export interface IdentityServerClient {
  requestToken(call: RelayedRequestToken): Promise<RelayedAnswer>;
}
