/** A requestToken call to forward. */
export interface RelayedRequestToken {
  /** The base URL from the trust policy, never from a client. */
  readonly baseUrl: string;
  /** With it, v2 is called and it is the bearer token; without it, v1 is called. */
  readonly idAccessToken: string | undefined;
  /** `client_secret`, `country`, `phone_number`, `send_attempt`, `next_link`, `challenge_answer`, `channel`. */
  readonly body: Readonly<Record<string, string | number>>;
}

/** The answer of the other identity server. */
export type RelayedAnswer =
  | { readonly kind: 'opened'; readonly sid: string; readonly fields: Readonly<Record<string, unknown>> }
  /** A Matrix error with its additional fields, such as `retry_after_ms` and `challenge`. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly errcode: string;
      readonly error: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };

/**
 * Calls another identity server. It follows no redirects, verifies TLS, and limits time and size. It rejects if there
 * is no usable answer; the caller then gets 502 `M_UNKNOWN`, and the cause is logged.
 */
export interface IdentityServerClient {
  requestToken(call: RelayedRequestToken): Promise<RelayedAnswer>;
}
