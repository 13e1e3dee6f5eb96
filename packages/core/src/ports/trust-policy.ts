/**
 * What a policy says of an `id_server`:
 *
 * - `own`: it is a name of ours; we validate ourselves.
 * - `trusted`: the request is passed on to `baseUrl`, which the policy names and the client never does.
 * - `untrusted`: `M_SERVER_NOT_TRUSTED`, and nothing is contacted.
 */
export type TrustVerdict =
  | { readonly kind: 'own' }
  | { readonly kind: 'trusted'; readonly baseUrl: string }
  | { readonly kind: 'untrusted' };

/**
 * Says which identity servers a client may name in `id_server`.
 *
 * Source: Matrix client-server API, `POST register/msisdn/requestToken`, `id_server` and `M_SERVER_NOT_TRUSTED`.
 */
export interface TrustPolicy {
  /** `idServer` is what the client sent, as it is: a policy compares it and never looks it up. */
  judge(idServer: string): TrustVerdict | Promise<TrustVerdict>;
}
