import type { RouteClaim } from './route.js';

/**
 * True if a request is one of the framework's, so that an adapter reads its body. It takes the path as `splitTarget`
 * returns it. Even then `handle` may return undefined.
 */
export function isClaimed(claims: readonly RouteClaim[], path: string, method: string): boolean {
  return claims.some(
    (claim) => isPathOf(claim, path) && (claim.methods === undefined || claim.methods.includes(method)),
  );
}

function isPathOf({ path: claim }: RouteClaim, path: string): boolean {
  return claim.endsWith('/*') ? path.startsWith(claim.slice(0, -1)) : path === claim;
}
