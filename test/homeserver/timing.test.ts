import { randomInt } from 'node:crypto';
import { createThreepid, type AccountDirectory, type Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { rankDifference, type RankDifference } from './rank-statistics.js';

/** A difference counts if it is both certain and exploitable: see docs/homeserver.md. */
const significance = 1e-6;
const usableAuc = 0.55;

const manyPairs = 3_000;
const warmUp = 300;
const path = '/_matrix/client/v3/register/msisdn/requestToken';

/** Numbers; every second one has an account. */
const numberOf = (index: number): string => `+4474${String(10_000_000 + index)}`;
const isTaken = (address: string): boolean => Number(address.slice(-1)) % 2 === 1;

function homeserver(ownerOf: AccountDirectory['ownerOf']): Threepid {
  return createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'none', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) },
    production: true,
    limits: false,
    guard: { mode: 'off' },
    accountDirectory: { ownerOf, threePidsOf: () => Promise.resolve([]) },
    homeserver: {
      publicUrl: 'https://matrix.example.org',
      availability: 'concealed',
    },
  });
}

const alike: AccountDirectory['ownerOf'] = ({ address }) =>
  Promise.resolve(isTaken(address) ? '@alice:example.org' : undefined);

/** The duration of a request, in nanoseconds. */
async function timeOf(threepid: Threepid, phone_number: string, client_secret: string): Promise<number> {
  const body = JSON.stringify({ client_secret, country: '', phone_number, send_attempt: 1 });
  const start = process.hrtime.bigint();
  const answer = await threepid.handle({
    method: 'POST',
    path,
    query: '',
    headers: {},
    body,
    remoteAddress: undefined,
  });
  const time = Number(process.hrtime.bigint() - start);
  expect(answer?.status).to.equal(200);
  return time;
}

/** Compares pairs of a free and a taken number in random order, so that other load affects both equally. */
async function compare(
  threepid: Threepid,
  request: (pair: number, taken: boolean) => readonly [phoneNumber: string, clientSecret: string],
  pairs = manyPairs,
): Promise<RankDifference> {
  const times: [free: number[], taken: number[]] = [[], []];
  for (let pair = 0; pair < warmUp + pairs; pair += 1) {
    const first = randomInt(2);
    for (const which of [first, 1 - first] as const) {
      const time = await timeOf(threepid, ...request(pair, which === 1));
      if (pair >= warmUp) times[which === 1 ? 1 : 0].push(time);
    }
  }
  return rankDifference(...times);
}

function isUsable({ auc, p }: RankDifference): boolean {
  return p < significance && Math.abs(auc - 0.5) > usableAuc - 0.5;
}

describe('the time of a concealed answer', function () {
  this.timeout(120_000);

  it('does not reveal which numbers are taken, with one request each', async () => {
    const fresh = (pair: number, taken: boolean) =>
      [numberOf(2 * pair + Number(taken)), `secret.${pair}`] as const;
    const difference = await compare(homeserver(alike), fresh);
    expect(isUsable(difference), JSON.stringify(difference)).to.equal(false);
  });

  it('does not reveal which of two numbers is taken, with repeated requests', async () => {
    const same = (_: number, taken: boolean) => [numberOf(Number(taken)), 'secret'] as const;
    const difference = await compare(homeserver(alike), same);
    expect(isUsable(difference), JSON.stringify(difference)).to.equal(false);
  });

  it('would reveal it if taken numbers took a fifth of a millisecond longer', async () => {
    const slower: AccountDirectory['ownerOf'] = (threePid) => {
      const end = process.hrtime.bigint() + (isTaken(threePid.address) ? 200_000n : 0n);
      while (process.hrtime.bigint() < end);
      return alike(threePid);
    };
    const fresh = (pair: number, taken: boolean) =>
      [numberOf(2 * pair + Number(taken)), `secret.${pair}`] as const;
    const difference = await compare(homeserver(slower), fresh, 300);
    expect(isUsable(difference), JSON.stringify(difference)).to.equal(true);
  });
});

describe('rankDifference', () => {
  const values = Array.from({ length: 200 }, (_, index) => index);

  it('finds no difference between equal samples, and a full one between separate samples', () => {
    expect(rankDifference(values, values)).to.deep.equal({ auc: 0.5, p: rankDifference(values, values).p });
    expect(rankDifference(values, values).p).to.be.closeTo(1, 1e-6);
    const apart = rankDifference(
      values,
      values.map((value) => value + 200),
    );
    expect(apart.auc).to.equal(1);
    expect(apart.p).to.be.lessThan(1e-12);
  });

  it('matches the values of a table', () => {
    // A sample shifted by a tenth of its range; U and z were calculated by hand.
    const shifted = rankDifference(
      values,
      values.map((value) => value + 20),
    );
    expect(shifted.auc).to.be.closeTo(0.595, 1e-9);
    expect(shifted.p).to.be.closeTo(0.001, 0.0002);
  });
});
