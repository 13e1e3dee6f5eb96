/**
 * The trust in an `id_server`:
 *
 * - `own`: one of our names; threepid validates the number.
 * - `trusted`: the request is forwarded to `baseUrl`, which comes from the policy, never from the client.
 * - `untrusted`: the client gets `M_SERVER_NOT_TRUSTED`, and nothing is contacted.
 */
export type TrustVerdict =
  | { readonly kind: 'own' }
  | { readonly kind: 'trusted'; readonly baseUrl: string }
  | { readonly kind: 'untrusted' };

/**
 * Decides which identity servers a client may name in `id_server`.
 *
 * Source: Matrix client-server API, `POST register/msisdn/requestToken`, `id_server` and `M_SERVER_NOT_TRUSTED`.
 */
export interface TrustPolicy {
  /** `idServer` is exactly what the client sent. A policy compares it, and never looks it up. */
  judge(idServer: string): TrustVerdict | Promise<TrustVerdict>;
}
