/**
 * - `passed`: the person is who they say.
 * - `challenge`: sent as it is, with 401: the flows that are left, as the specification words them.
 */
export type UserInteractiveVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'challenge'; readonly body: Readonly<Record<string, unknown>> };

/**
 * User-interactive authentication, which is the host's.
 *
 * Source: Matrix client-server API, "User-Interactive Authentication API".
 */
export interface UserInteractiveAuth {
  /** `auth` is the request's, as it came in; undefined if there is none. */
  judge(request: { readonly userId: string; readonly auth: unknown }): Promise<UserInteractiveVerdict>;
}
