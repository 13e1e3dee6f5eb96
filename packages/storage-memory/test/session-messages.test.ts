import type { OpenSession } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { noMessages, withClaim } from '../dist/session-messages.js';
import { firstBySecret, minute, newId, openRequest, settleRequest, submitRequest, t0 } from './requests.js';

describe('the messages of a session', () => {
  it('go over to the session that takes the place of a dead one, if they are under way', async () => {
    const { storage, resent } = await deadWithResend();
    const next = nextRequest(resent, t0 + 1);
    await storage.open(next);
    expect((await storage.submit(submitRequest(next, t0 + 1))).kind).to.equal('expired');
    await storage.settle(settleRequest(resent, 'sent', t0 + 1));
    expect((await storage.submit(submitRequest(next, t0 + 1))).kind).to.equal('validated');
  });

  it('stay with the dead one if their time was over', async () => {
    const { storage, resent } = await deadWithResend();
    const next = nextRequest(resent, t0 + minute);
    await storage.open(next);
    expect((await storage.submit(submitRequest(next, t0 + minute))).kind).to.equal('expired');
  });

  it('carry no code of the session that takes the place of a dead one', async () => {
    const { storage, resent } = await deadWithResend();
    const next = nextRequest(resent, t0 + 1);
    await storage.open(next);
    await storage.settle(settleRequest(next, 'failed', t0 + 1));
    await storage.settle(settleRequest(resent, 'sent', t0 + 1));
    expect((await storage.submit(submitRequest(next, t0 + 1))).kind).to.equal('expired');
  });

  it('can be settled by a clock that is behind, after one that is ahead has seen their end', async () => {
    const storage = new MemorySessionStorage();
    const early = openRequest(t0, { claimLifetimeMs: minute });
    await storage.open(early);
    await storage.open({ ...early, sendAttempt: 2, claim: newId(), now: t0 + minute });
    await storage.settle(settleRequest(early, 'failed', t0 + minute - 1));
    expect(await outcomeOf(storage, early, t0 + minute - 1)).to.equal('failed');
  });

  it('take no place of another once their time is over', async () => {
    const storage = new MemorySessionStorage();
    const first = openRequest(t0, { sendAttempt: undefined, claimLifetimeMs: minute });
    const claimed = (claimLifetimeMs: number, now: number) => ({
      ...first,
      claim: newId(),
      claimLifetimeMs,
      now,
    });
    await storage.open(first);
    for (let others = 0; others < 6; others += 1) await storage.open(claimed(minute, t0));
    await storage.open(claimed(1, t0));
    await storage.open(claimed(minute, t0 + 1));
    expect(await outcomeOf(storage, first, t0 + 1)).to.equal('under-way');
    await storage.open(claimed(minute, t0 + 1));
    expect(await outcomeOf(storage, first, t0 + 1)).to.equal('sent');
  });

  it('take no more room, however many there were', () => {
    let messages = noMessages;
    for (let claimed = 0; claimed < 1_000; claimed += 1) {
      messages = withClaim(
        messages,
        { claim: newId(), attempt: claimed, lifetimeMs: 1, receipt: undefined },
        t0 + claimed,
      );
      expect(messages.claims.length).to.be.at.most(16);
    }
    expect(messages.sentAttempt).to.be.at.least(983);
  });
});

async function outcomeOf(storage: MemorySessionStorage, opened: OpenSession, now: number): Promise<string> {
  const { slot, claim } = opened;
  const { sessionId, generation } = firstBySecret(opened);
  return storage.outcomeOf({ slot, sessionId, generation, claim, now });
}

/** A session of which a message was sent and another is under way for a minute, and whose wrong codes are used up. */
async function deadWithResend(): Promise<{
  readonly storage: MemorySessionStorage;
  readonly resent: OpenSession;
}> {
  const storage = new MemorySessionStorage();
  const request = openRequest(t0);
  await storage.open(request);
  const resent = { ...request, sendAttempt: 2, claim: newId(), claimLifetimeMs: minute };
  await storage.open(resent);
  const guess = submitRequest(request, t0);
  const bySecret = guess.bySecret.map((entry) => ({ ...entry, mac: 'AAAAAAAA' }));
  for (let judged = 0; judged < 5; judged += 1) await storage.submit({ ...guess, bySecret });
  return { storage, resent };
}

function nextRequest(request: OpenSession, now: number): OpenSession {
  const bySecret = openRequest(now).bySecret.map((entry) => ({
    ...entry,
    sessionId: firstBySecret(request).sessionId,
  }));
  return { ...request, bySecret, sendAttempt: 3, claim: newId(), now };
}
