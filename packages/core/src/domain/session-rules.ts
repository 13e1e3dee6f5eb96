import { widestWindow } from './counted-limit.js';
import type { MessageLimit } from './message-limit.js';

/** The limits on messages. An empty list: not limited. */
export interface MessageLimits {
  readonly perNumber: readonly MessageLimit[];
  /** Messages to one number that one client address (in IPv6, one /48) may request. */
  readonly perNumberAndAddress: readonly MessageLimit[];
  /** Of a client address: an IPv4 address, or a /64 of IPv6. */
  readonly perAddress: readonly MessageLimit[];
  /** Of a /56 of IPv6. */
  readonly perSite: readonly MessageLimit[];
  /** Of a /48 of IPv6. */
  readonly perNetwork: readonly MessageLimit[];
  /** Answers to whether a number has an account, and messages of other servers, that a client address may request. */
  readonly lookupsPerAddress: readonly MessageLimit[];
  readonly lookupsPerSite: readonly MessageLimit[];
  readonly lookupsPerNetwork: readonly MessageLimit[];
}

/**
 * The limits on messages that another product makes and judges (`Threepid.deliverMessage`). Nobody says which codes were
 * verified, so the guard has nothing to learn from, and these stand in for it.
 */
export interface DeliveryLimits extends Pick<
  MessageLimits,
  'perNumber' | 'perNumberAndAddress' | 'perAddress' | 'perSite' | 'perNetwork'
> {
  /** Messages to the 10,000 numbers that differ in their last 4 digits. */
  readonly perBlock: readonly MessageLimit[];
}

/** Limits and lifetimes of sessions and messages. */
export interface SessionRules {
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
  /**
   * How long a claimed message counts as in flight; after that it counts as sent. The longest time that a sender gets (80
   * seconds), plus the largest difference between hosts' clocks (60), plus some to store what became of it (10). Were it
   * shorter, a host whose clock is ahead would judge codes of a message that later fails and is refunded.
   */
  readonly claimLifetimeMs: number;
  readonly limits: MessageLimits;
  /** Of messages that another identity server sends for us, counted by themselves: the guard doesn't judge them. */
  readonly relayLimits: Pick<MessageLimits, 'perNumber' | 'perNumberAndAddress'>;
  readonly deliveryLimits: DeliveryLimits;
}

const minute = 60_000;
const hour = 60 * minute;

/** Limits of a number whose messages no guard judges. */
const unguardedOfNumber: SessionRules['relayLimits'] = {
  perNumber: [
    { messages: 5, windowMs: 10 * minute },
    { messages: 10, windowMs: 24 * hour },
  ],
  perNumberAndAddress: [
    { messages: 3, windowMs: 10 * minute },
    { messages: 4, windowMs: 24 * hour },
  ],
};

/**
 * Of deliveries: above what the other products allow by themselves, so that these stop attacks and not people. A person signs
 * in more often than they verify a number, so one address gets more messages for one number than elsewhere; but too few to
 * use up what the number has. Addresses may be those of carriers, which many people share.
 */
const deliveryLimits: DeliveryLimits = {
  perNumber: [
    { messages: 5, windowMs: 10 * minute },
    { messages: 20, windowMs: 24 * hour },
  ],
  perNumberAndAddress: [
    { messages: 3, windowMs: 10 * minute },
    { messages: 10, windowMs: 24 * hour },
  ],
  perBlock: [
    { messages: 40, windowMs: hour },
    { messages: 200, windowMs: 24 * hour },
  ],
  perAddress: [{ messages: 60, windowMs: hour }],
  perSite: [{ messages: 120, windowMs: hour }],
  perNetwork: [{ messages: 300, windowMs: hour }],
};

/**
 * The defaults: a session lives 24 hours from its last message, or from its validation; a code 10 minutes (NIST SP
 * 800-63B, section 3.1.3.2); 5 wrong codes. Messages: 5 a number in 10 minutes and 20 in 24 hours. Lookups: 60 a client
 * address in an hour, 120 a /56 and 300 a /48 of IPv6: more than `unguardedLimits`, since many people may share a
 * carrier's address.
 */
export const defaultSessionRules: SessionRules = {
  sessionLifetimeMs: 24 * hour,
  codeLifetimeMs: 10 * minute,
  wrongCodesAllowed: 5,
  claimLifetimeMs: 150_000,
  relayLimits: unguardedOfNumber,
  deliveryLimits,
  limits: {
    perNumber: [
      { messages: 5, windowMs: 10 * minute },
      { messages: 20, windowMs: 24 * hour },
    ],
    perNumberAndAddress: [],
    perAddress: [],
    perSite: [],
    perNetwork: [],
    lookupsPerAddress: [{ messages: 60, windowMs: hour }],
    lookupsPerSite: [{ messages: 120, windowMs: hour }],
    lookupsPerNetwork: [{ messages: 300, windowMs: hour }],
  },
};

/**
 * The defaults where no guard enforces, because it is off or only monitors, or a `sendPolicy` of the host takes its place:
 * 5 messages a number in 10 minutes and 10 in 24 hours, of which one address may request 3 and 4; 20 messages a client
 * address in an hour, 40 a /56 and 100 a /48 of IPv6.
 */
export const unguardedLimits: MessageLimits = {
  ...defaultSessionRules.limits,
  ...unguardedOfNumber,
  perAddress: [{ messages: 20, windowMs: hour }],
  perSite: [{ messages: 40, windowMs: hour }],
  perNetwork: [{ messages: 100, windowMs: hour }],
};

/** No limits at all. Only for load tests. */
export const noLimits: MessageLimits = {
  perNumber: [],
  perNumberAndAddress: [],
  perAddress: [],
  perSite: [],
  perNetwork: [],
  lookupsPerAddress: [],
  lookupsPerSite: [],
  lookupsPerNetwork: [],
};

/** No limits on deliveries. Only for load tests. */
export const noDeliveryLimits: DeliveryLimits = {
  perNumber: [],
  perNumberAndAddress: [],
  perBlock: [],
  perAddress: [],
  perSite: [],
  perNetwork: [],
};

/**
 * The rules in which both limits of a number, of verifications and of deliveries, look equally far back. They share its count,
 * and each message leaves only what its own limits see: shorter ones would hide earlier messages from the others.
 */
export function withSharedCount(rules: SessionRules): SessionRules {
  const { limits, deliveryLimits: deliveries } = rules;
  const widest = widestWindow([...limits.perNumber, ...deliveries.perNumber]);
  if (widest === 0) return rules;
  const padded = (perNumber: readonly MessageLimit[]): readonly MessageLimit[] =>
    perNumber.some(({ windowMs }) => windowMs === widest)
      ? perNumber
      : [...perNumber, { messages: moreThanAny, windowMs: widest }];
  return {
    ...rules,
    limits: { ...limits, perNumber: padded(limits.perNumber) },
    deliveryLimits: { ...deliveries, perNumber: padded(deliveries.perNumber) },
  };
}

/** A limit that is never reached. */
const moreThanAny = 1_000_000_000;
