import type { TrustPolicy } from '../ports/trust-policy.js';

/** Trusts no identity server that a client names: the default. */
export const denyAllTrustPolicy: TrustPolicy = { judge: () => ({ kind: 'untrusted' }) };
