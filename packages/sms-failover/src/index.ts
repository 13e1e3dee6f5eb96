export { failover, type FailoverSender, type SenderStatus } from './failover.js';
export type { BreakerOptions, FailoverOptions, SenderList, WeightedSender } from './failover-options.js';
export type { AdaptiveOptions, SenderPrices } from './adaptive/adaptive-options.js';
export { FailoverError, type FailedTry } from './failover-error.js';
export type { BreakerState } from './circuit-breaker.js';
