import type { MessageLimit } from './message-limit.js';

/** The limits on messages. An empty list: not limited. */
export interface MessageLimits {
  readonly perNumber: readonly MessageLimit[];
  /** What one client address (of IPv6, one /48) may ask for one number. */
  readonly perNumberAndAddress: readonly MessageLimit[];
  /** Of a client address: an IPv4 address, or a /64 of IPv6. */
  readonly perAddress: readonly MessageLimit[];
  /** Of a /56 of IPv6. */
  readonly perSite: readonly MessageLimit[];
  /** Of a /48 of IPv6. */
  readonly perNetwork: readonly MessageLimit[];
}

/** The numbers that rule sessions and messages. */
export interface SessionRules {
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
  /**
   * How long a message that was claimed counts as under way; after that, as sent. As long as a provider may take (30
   * seconds) and as hosts' clocks may differ (60).
   */
  readonly claimLifetimeMs: number;
  readonly limits: MessageLimits;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * The defaults: a session lives 24 hours from its last message, or from its validation; a code 10 minutes (NIST SP
 * 800-63B, section 3.1.3.2); 5 wrong codes. Messages: 5 a number in 10 minutes and 10 in 24 hours, of which one address
 * may ask for 3 and 4; 20 a client address in an hour, 40 a /56 and 100 a /48 of IPv6.
 */
export const defaultSessionRules: SessionRules = {
  sessionLifetimeMs: 24 * hour,
  codeLifetimeMs: 10 * minute,
  wrongCodesAllowed: 5,
  claimLifetimeMs: 90_000,
  limits: {
    perNumber: [
      { messages: 5, windowMs: 10 * minute },
      { messages: 10, windowMs: 24 * hour },
    ],
    perNumberAndAddress: [
      { messages: 3, windowMs: 10 * minute },
      { messages: 4, windowMs: 24 * hour },
    ],
    perAddress: [{ messages: 20, windowMs: hour }],
    perSite: [{ messages: 40, windowMs: hour }],
    perNetwork: [{ messages: 100, windowMs: hour }],
  },
};

/** No limits at all: for load tests alone. */
export const noLimits: MessageLimits = {
  perNumber: [],
  perNumberAndAddress: [],
  perAddress: [],
  perSite: [],
  perNetwork: [],
};
