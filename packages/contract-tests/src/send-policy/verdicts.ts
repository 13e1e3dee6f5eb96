import type { SendCandidate, SendPolicy, SendVerdict } from '@threepid/core';
import { expect } from 'chai';
import { named } from './crowds.js';
import type { PolicySuite } from './policy-suite.js';
import { reveals } from './receipt-leaks.js';

const addresses = [
  undefined,
  '203.0.113.7',
  '2001:db8:1:2:3:4:5:6',
  '::ffff:203.0.113.7',
  'fe80::1%eth0',
  'unknown',
  'a name, which is no address',
  '',
];

const forms: readonly Partial<SendCandidate>[] = [
  ...addresses.map((clientAddress) => ({ clientAddress })),
  { purpose: 'in-use' },
  { purpose: 'not-found' },
  { proved: true },
  { msisdn: '881612345678', country: undefined, numberType: 'unknown' },
  { msisdn: '442071838750', numberType: 'fixed-line' },
  { msisdn: '12025550123', country: 'US', numberType: 'fixed-line-or-mobile' },
  { msisdn: '447000123456', numberType: 'personal-number' },
];

/** So many that a policy with a limit soon delays. */
const timesEach = 40;

/** Tests of what a verdict and a receipt look like. */
export function verdicts({ it, crowds }: PolicySuite): void {
  it('gives verdicts of the right form, whatever it is asked', async (make) => {
    await asked(await make(), (verdict, candidate) => {
      expectForm(verdict, candidate);
    });
  });

  it('gives receipts of 1 to 48 bytes in base64url without padding', async (make) => {
    await asked(await make(), (verdict) => {
      if (verdict.kind === 'allow' && verdict.receipt !== undefined) expectReceipt(verdict.receipt);
    });
  });

  it('gives receipts that tell neither the number nor the address', async (make) => {
    await asked(await make(), (verdict, { msisdn, clientAddress = '' }) => {
      if (verdict.kind !== 'allow' || verdict.receipt === undefined) return;
      expect(reveals(verdict.receipt, msisdn), 'the number in a receipt').to.equal(false);
      if (clientAddress.length < 4) return;
      expect(reveals(verdict.receipt, clientAddress), 'the address in a receipt').to.equal(false);
    });
  });

  it('gives messages to other numbers other receipts', async (make) => {
    const policy = await make();
    const crowd = named(crowds, 'many numbers, from many addresses');
    const receipts: string[] = [];
    for (let index = 0; index < timesEach; index += 1) {
      const verdict = await policy.judge(crowd.candidate(index));
      if (verdict.kind === 'allow' && verdict.receipt !== undefined) receipts.push(verdict.receipt);
    }
    expect(new Set(receipts).size).to.equal(receipts.length);
  });

  async function asked(
    policy: SendPolicy,
    check: (verdict: SendVerdict, candidate: SendCandidate) => void,
  ): Promise<void> {
    const usual = named(crowds, 'one number, from one address').candidate(0);
    for (const form of forms)
      for (let count = 0; count < timesEach; count += 1) {
        const candidate = Object.freeze({ ...usual, ...form });
        check(await policy.judge(candidate), candidate);
      }
  }
}

function expectForm(verdict: SendVerdict, { msisdn, clientAddress }: SendCandidate): void {
  if (verdict.kind === 'allow') return;
  if (verdict.kind === 'refuse') {
    expect(verdict.reason, 'the reason of a refusal').to.be.a('string').that.is.not.equal('');
    expect(verdict.reason, 'the reason of a refusal').not.to.include(msisdn);
    if (clientAddress) expect(verdict.reason, 'the reason of a refusal').not.to.include(clientAddress);
    return;
  }
  expect(verdict.kind).to.be.oneOf(['delay', 'challenge']);
  expect(Number.isSafeInteger(verdict.retryAfterMs), `retryAfterMs is ${verdict.retryAfterMs}`).to.equal(
    true,
  );
  expect(verdict.retryAfterMs, 'retryAfterMs').to.be.at.least(1);
  if (verdict.kind === 'challenge') expect(verdict.difficulty ?? 1, 'difficulty').to.be.within(1, 1_000);
}

function expectReceipt(receipt: unknown): void {
  expect(receipt).to.be.a('string').with.length.within(1, 64);
  expect(Buffer.from(String(receipt), 'base64url').toString('base64url')).to.equal(receipt);
}
