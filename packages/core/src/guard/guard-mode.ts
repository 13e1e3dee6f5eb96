/**
 * - `enforce`: a message that the guard delays isn't sent.
 * - `monitor`: the guard decides and logs, and delays nothing.
 * - `off`: there is no guard.
 */
export type GuardMode = 'enforce' | 'monitor' | 'off';

/** Every mode. */
export const guardModes = ['enforce', 'monitor', 'off'] as const satisfies readonly GuardMode[];
