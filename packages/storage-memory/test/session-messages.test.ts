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

  it('take no more room, however many there were', () => {
    let messages = noMessages;
    for (let claimed = 0; claimed < 1_000; claimed += 1) {
      messages = withClaim(
        messages,
        { claim: newId(), attempt: claimed, lifetimeMs: 1, receipt: undefined },
        t0 + claimed,
      );
    }
    expect(messages.claims.length).to.be.at.most(16);
    expect(messages.sentAttempt).to.be.at.least(983);
  });
});

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
