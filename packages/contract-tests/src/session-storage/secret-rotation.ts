import type { MessageLimit, OpenedSession } from '@threepid/core';
import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber, sent } from './claimant.js';
import { newNextLink, newReceipt } from './ids.js';
import type { Suite } from './suite.js';
import { hour, t0 } from '../runner/times.js';

const { codeLifetimeMs, sessionLifetimeMs } = defaultSessionRules;
const oneAnHour: readonly MessageLimit[] = [{ messages: 1, windowMs: hour }];
const rotated = ['newer', 'older'];

export function secretRotation(suite: Suite): void {
  suite.describe('secret rotation', () => {
    sessions(suite);
    numbers(suite);
  });
}

function sessions({ it, storage }: Suite): void {
  it('starts sessions under the newest secret', async () => {
    const claimant = new Claimant(storage());
    claimant.secrets = rotated;
    const opened = await claimant.open(t0);
    expect(opened.secretIndex).to.equal(0);
    claimant.secrets = ['newer'];
    expect((await claimant.submit(t0, opened)).kind).to.equal('validated');
  });

  it('goes on with a session of an older secret', async () => {
    const { claimant, opened } = await openedUnderOlder();
    const again = await claimant.open(t0, { attempt: 2 });
    expect(again).to.deep.equal({ ...opened, secretIndex: 1 });
    expect((await claimant.open(t0, { attempt: 2 })).message).to.deep.equal(sent);
  });

  it('validates, reads and consumes a session of an older secret', async () => {
    const { claimant, opened } = await openedUnderOlder();
    const validated = { kind: 'validated', secretIndex: 1, validatedAt: t0 };
    expect(await claimant.submit(t0, opened)).to.deep.include({ ...validated, first: true });
    const read = { ...validated, address: claimant.addressUnder('older') };
    expect(await claimant.read(t0, opened)).to.deep.equal(read);
    expect(await claimant.consume(t0, opened)).to.deep.equal(read);
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'unknown' });
  });

  it('counts wrong codes in a session of an older secret', async () => {
    const { claimant, opened } = await openedUnderOlder();
    await claimant.useUpGuesses(t0, opened);
    expect(await claimant.submit(t0, opened)).to.deep.equal({ kind: 'expired' });
  });

  it('makes a new code and takes a next_link under the secret under which the session lies', async () => {
    const { claimant, opened } = await openedUnderOlder();
    const nextLink = newNextLink();
    const renewed = await claimant.open(t0 + codeLifetimeMs, { attempt: 2, nextLink });
    expect(renewed).to.include({ secretIndex: 1, generation: opened.generation });
    const validated = await claimant.submit(t0 + codeLifetimeMs, renewed);
    expect(validated).to.include({ kind: 'validated', secretIndex: 1, nextLink });
  });

  it('gives back the receipt that was stored under an older secret, as it was', async () => {
    const claimant = new Claimant(storage());
    claimant.secrets = ['older'];
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { attempt: 1, receipt });
    claimant.secrets = rotated;
    expect(await claimant.submit(t0, opened)).to.include({ secretIndex: 1, first: true, receipt });
  });

  it('starts anew under the newest secret where a session of an older one has ended', async () => {
    const { claimant } = await openedUnderOlder();
    const next = await claimant.open(t0 + sessionLifetimeMs, { attempt: 1 });
    expect(next).to.deep.include({ message: claimed, secretIndex: 0 });
  });

  it('replaces a dead session of an older secret by one under the newest', async () => {
    const { claimant, opened } = await openedUnderOlder();
    await claimant.useUpGuesses(t0, opened);
    const next = await claimant.open(t0, { attempt: 2 });
    expect(next).to.deep.include({ message: claimed, secretIndex: 0 });
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'expired' });
    const validated = await claimant.submit(t0, next);
    expect(validated).to.include({ kind: 'validated', secretIndex: 0, first: true });
  });

  it('leaves nothing of a dead session of an older secret that was replaced', async () => {
    const { claimant, opened } = await openedUnderOlder();
    await claimant.useUpGuesses(t0, opened);
    const next = await claimant.open(t0, { attempt: 2 });
    await claimant.submit(t0, next);
    await claimant.consume(t0, next);
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'unknown' });
    expect((await claimant.open(t0, { attempt: 1 })).message).to.deep.equal(claimed);
  });

  it('finds a session under the third of three secrets', async () => {
    const { claimant, opened } = await openedUnderOlder();
    claimant.secrets = ['newest', 'newer', 'older'];
    expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated', secretIndex: 2 });
  });

  it('does not find a session of a secret that is no longer listed', async () => {
    const { claimant, opened } = await openedUnderOlder();
    claimant.secrets = ['newer'];
    expect(await claimant.read(t0, opened)).to.deep.equal({ kind: 'unknown' });
    expect((await claimant.open(t0, { attempt: 1 })).message).to.deep.equal(claimed);
  });

  async function openedUnderOlder(): Promise<{ claimant: Claimant; opened: OpenedSession }> {
    const claimant = new Claimant(storage());
    claimant.secrets = ['older'];
    const opened = await claimant.open(t0, { attempt: 1 });
    claimant.secrets = rotated;
    return { claimant, opened };
  }
}

function numbers({ it, storage }: Suite): void {
  it('counts the messages of a number under all secrets together', async () => {
    const number = new CountedNumber();
    await under(['older'], number).open(t0, { limits: oneAnHour });
    const limited = await under(rotated, number).ask(t0 + 1, { limits: oneAnHour });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour - 1 });
  });

  it('finds the message that leaves first among those of all secrets', async () => {
    const number = new CountedNumber();
    const limits = [{ messages: 3, windowMs: hour }];
    await under(['newer'], number).open(t0 + 1, { limits });
    await under(['older'], number).open(t0 + 2, { limits });
    await under(['newer'], number).open(t0 + 3, { limits });
    const limited = await under(rotated, number).ask(t0 + 4, { limits });
    expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour - 3 });
  });

  // During a rotation, the two halves of the processes have different secrets in front.
  it('counts 10 messages over a rotation as 10, in whatever order the secrets are listed', async () => {
    const number = new CountedNumber();
    const limits = [{ messages: 10, windowMs: hour }];
    const lists = [['older'], ['older', 'newer'], ['newer', 'older'], ['newer'], ['newest', 'newer']];
    for (const secrets of [...lists, ...lists]) await under(secrets, number).open(t0, { limits });
    for (const secrets of lists) {
      const limited = await under(secrets, number).ask(t0 + 1, { limits });
      expect(limited).to.deep.equal({ kind: 'limited', retryAfterMs: hour - 1 });
    }
  });

  it('takes a message that failed under an older secret out of the count of all', async () => {
    const number = new CountedNumber();
    const claimant = under(['older'], number);
    const failed = await claimant.claim(t0, { limits: oneAnHour });
    await claimant.settle(failed, 'failed');
    expect((await under(['newer'], number).open(t0, { limits: oneAnHour })).message).to.deep.equal(claimed);
  });

  function under(secrets: readonly string[], number: CountedNumber): Claimant {
    const claimant = new Claimant(storage(), number);
    claimant.secrets = secrets;
    return claimant;
  }
}
