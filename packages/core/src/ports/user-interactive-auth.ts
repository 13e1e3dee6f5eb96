/**
 * - `passed`: the person is authenticated.
 * - `challenge`: the remaining flows, in the specification's form. Sent unchanged with status 401.
 */
export type UserInteractiveVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'challenge'; readonly body: Readonly<Record<string, unknown>> };

/**
 * User-interactive authentication, provided by the host.
 *
 * Source: Matrix client-server API, "User-Interactive Authentication API".
 */
export interface UserInteractiveAuth {
  /** `auth` is the field of the request, unchanged; undefined if it has none. */
  judge(request: { readonly userId: string; readonly auth: unknown }): Promise<UserInteractiveVerdict>;
}
