import { sendPolicyContract } from '@threepid/contract-tests';
import {
  createDestinationPolicy,
  defaultGuardTerms,
  silentLogger,
  StorageUnavailableError,
  type BalanceStorage,
  type SendCandidate,
  type SendPolicy,
} from '@threepid/core';
import { MemoryBalanceStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { Guard } from '../../dist/defaults/guard.js';
import { deriveKeys } from '../../dist/domain/keyring.js';

/** The guard as it is by default, over these balances. */
function guardOver(balances: BalanceStorage): SendPolicy {
  return new Guard({
    mode: 'enforce',
    destinations: createDestinationPolicy(),
    balances,
    terms: defaultGuardTerms,
    indexKeys: deriveKeys('a secret for tests, of a good length'),
    logger: silentLogger,
  });
}

const gone = () => Promise.reject(new StorageUnavailableError('gone'));
const unreachable: BalanceStorage = {
  name: 'gone',
  charge: gone,
  payBack: gone,
  refund: gone,
  forget: gone,
  read: gone,
};

describe('Guard', () => {
  const storages = new Map<SendPolicy, BalanceStorage>();
  const over = (balances: BalanceStorage): SendPolicy => {
    const guard = guardOver(balances);
    storages.set(guard, balances);
    return guard;
  };
  sendPolicyContract({
    describe,
    it,
    before,
    after,
    // A verification leaves a pair that had none 2.2 messages.
    paidBack: 2,
    create: () => over(new MemoryBalanceStorage()),
    createBeside: (policy) => over(storages.get(policy) ?? unreachable),
    createUnavailable: () => guardOver(unreachable),
  });

  it('delays a message, without a challenge where none helps, and names its group', async () => {
    const guard = over(new MemoryBalanceStorage());
    const candidate: SendCandidate = {
      msisdn: '447400123456',
      country: 'GB',
      numberType: 'mobile',
      purpose: 'verify',
      clientAddress: '203.0.113.7',
      proved: false,
      now: Date.UTC(2026, 0, 1),
    };
    for (let count = 0; count < 3; count += 1)
      expect(await guard.judge(candidate)).to.include({ kind: 'allow' });
    const verdict = { kind: 'delay', retryAfterMs: 25 * 3_600_000, rule: 'guard.pair' };
    expect(await guard.judge(candidate)).to.deep.equal(verdict);
  });
});
