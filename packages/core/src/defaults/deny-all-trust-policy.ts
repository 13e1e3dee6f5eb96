import type { TrustPolicy } from '../ports/trust-policy.js';

/** The default trust policy: trusts no identity server. */
export const denyAllTrustPolicy: TrustPolicy = { judge: () => ({ kind: 'untrusted' }) };
