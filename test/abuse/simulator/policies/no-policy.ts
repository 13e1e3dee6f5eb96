import type { SimulatedPolicy } from '../policy.js';

/** Sends everything. */
export class NoPolicy implements SimulatedPolicy {
  decide(): ReturnType<SimulatedPolicy['decide']> {
    return { kind: 'allow', verified: () => undefined };
  }
}
