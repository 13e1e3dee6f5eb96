import type { GenericEndpointContext } from 'better-auth';

/**
 * The context of better-auth's endpoint, which is optional in the types of its callbacks alone.
 *
 * @throws TypeError in a version of better-auth that passes none.
 */
export function contextOf(context: GenericEndpointContext | undefined): GenericEndpointContext {
  if (context === undefined)
    throw new TypeError('threepid: better-auth passed no context; use better-auth 1.7 or later');
  return context;
}
