import { expect } from 'chai';
import type { MessageLimit } from '../../dist/domain/message-limit.js';
import {
  defaultSessionRules,
  noDeliveryLimits,
  noLimits,
  unguardedLimits,
  withSharedCount,
  type SessionRules,
} from '../../dist/domain/session-rules.js';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** The default rules with other limits of a number, for verifications and for deliveries. */
function rulesOf(ofCodes: readonly MessageLimit[], ofDeliveries: readonly MessageLimit[]): SessionRules {
  const { limits, deliveryLimits } = defaultSessionRules;
  return {
    ...defaultSessionRules,
    limits: { ...limits, perNumber: ofCodes },
    deliveryLimits: { ...deliveryLimits, perNumber: ofDeliveries },
  };
}

const limit = (messages: number, windowMs: number): MessageLimit => ({ messages, windowMs });
const neverReached = (windowMs: number): MessageLimit => limit(1_000_000_000, windowMs);

describe('the limits that share the count of a number', () => {
  it('look equally far back', () => {
    const ofCodes = [limit(5, 10 * minute)];
    const ofDeliveries = [limit(3, minute), limit(20, day)];
    const expected = rulesOf([...ofCodes, neverReached(day)], ofDeliveries);
    expect(withSharedCount(rulesOf(ofCodes, ofDeliveries))).to.deep.equal(expected);
    const turned = rulesOf(ofDeliveries, [...ofCodes, neverReached(day)]);
    expect(withSharedCount(rulesOf(ofDeliveries, ofCodes))).to.deep.equal(turned);
  });

  it('stay as they are if they do already, or if there are none', () => {
    for (const rules of [defaultSessionRules, rulesOf([limit(1, hour)], [limit(2, hour)]), rulesOf([], [])])
      expect(withSharedCount(rules)).to.deep.equal(rules);
  });

  it('count too where only the others are limited', () => {
    expect(withSharedCount(rulesOf([], [limit(2, hour)]))).to.deep.equal(
      rulesOf([neverReached(hour)], [limit(2, hour)]),
    );
  });
});

describe('the limits without a guard', () => {
  it('are those of the guard, with more for single callers', () => {
    expect(unguardedLimits).to.deep.equal({
      ...defaultSessionRules.limits,
      perNumber: [limit(5, 10 * minute), limit(10, day)],
      perNumberAndAddress: [limit(3, 10 * minute), limit(4, day)],
      perAddress: [limit(20, hour)],
      perSite: [limit(40, hour)],
      perNetwork: [limit(100, hour)],
    });
  });

  it('are none for load tests', () => {
    for (const none of [noLimits, noDeliveryLimits])
      for (const [name, limits] of Object.entries(none)) expect(limits, name).to.deep.equal([]);
    expect(noLimits).to.have.all.keys(Object.keys(defaultSessionRules.limits));
    expect(noDeliveryLimits).to.have.all.keys(Object.keys(defaultSessionRules.deliveryLimits));
  });
});

describe('the default limits', () => {
  it('are those that the documentation names', () => {
    const { limits, deliveryLimits, ...others } = defaultSessionRules;
    expect(limits).to.deep.equal({
      perNumber: [limit(5, 10 * minute), limit(20, day)],
      perNumberAndAddress: [],
      perAddress: [],
      perSite: [],
      perNetwork: [],
      lookupsPerAddress: [limit(60, hour)],
      lookupsPerSite: [limit(120, hour)],
      lookupsPerNetwork: [limit(300, hour)],
    });
    expect(deliveryLimits).to.deep.equal({
      perNumber: [limit(5, 10 * minute), limit(20, day)],
      perNumberAndAddress: [limit(3, 10 * minute), limit(10, day)],
      perBlock: [limit(40, hour), limit(200, day)],
      perAddress: [limit(60, hour)],
      perSite: [limit(120, hour)],
      perNetwork: [limit(300, hour)],
    });
    expect(others).to.deep.equal({
      sessionLifetimeMs: day,
      codeLifetimeMs: 10 * minute,
      wrongCodesAllowed: 5,
      claimLifetimeMs: 150_000,
      relayLimits: {
        perNumber: [limit(5, 10 * minute), limit(10, day)],
        perNumberAndAddress: [limit(3, 10 * minute), limit(4, day)],
      },
    });
  });
});
