import { defaultSessionRules } from '@threepid/core';
import { expect } from 'chai';
import { Claimant } from './claimant.js';
import { longestNextLink, newNextLink } from './ids.js';
import type { Suite } from './suite.js';
import { minute, t0 } from '../runner/times.js';

const { codeLifetimeMs } = defaultSessionRules;
/** Bytes that an attempt may have. */
const lengths = [1, 2, 3, 4, 5, 6];

export function validation(suite: Suite): void {
  suite.describe('validation', () => {
    successes(suite);
    nextLinks(suite);
  });
}

function successes({ it, storage }: Suite): void {
  it('validates the right code, for the first time once', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    const absent = { nextLink: undefined, receipt: undefined, sentMessage: undefined };
    const validated = { kind: 'validated', secretIndex: 0, validatedAt: t0 + minute, ...absent };
    expect(await claimant.submit(t0 + minute, opened)).to.deep.equal({ ...validated, first: true });
    expect(await claimant.submit(t0 + 2 * minute, opened)).to.deep.equal({ ...validated, first: false });
  });

  it('keeps the first validatedAt over resends and new codes', async () => {
    for (const attempt of [undefined, ...lengths.map((bytes) => 256 ** bytes - 2)]) {
      const claimant = new Claimant(storage());
      const opened = await claimant.open(t0, { attempt });
      await claimant.submit(t0 + 1, opened);
      const next = attempt === undefined ? undefined : attempt + 1;
      const renewed = await claimant.claim(t0 + codeLifetimeMs, { attempt: next });
      for (const settle of [false, true]) {
        if (settle) await claimant.settle(renewed, 'sent');
        const again = await claimant.submit(t0 + codeLifetimeMs, renewed);
        expect(again).to.include({ kind: 'validated', first: false, validatedAt: t0 + 1 });
      }
      expect(await claimant.read(t0 + codeLifetimeMs, opened)).to.include({ validatedAt: t0 + 1 });
    }
  });

  it('answers the right code of a validated session with expired once the code is too old', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    expect(await claimant.submit(t0 + codeLifetimeMs, opened)).to.deep.equal({ kind: 'expired' });
  });

  it('answers another generation with expired, also with the right code', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    expect(await claimant.submit(t0, opened, 'AAAAAA')).to.deep.equal({ kind: 'expired' });
  });

  // The generation is part of the sid that a client sends, so it may be anything in the sid's alphabet.
  it('answers a generation of any length or spelling with expired', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    for (const generation of ['', '=', '......', '-'.repeat(237), `${opened.generation}A`]) {
      expect(await claimant.submit(t0, opened, generation)).to.deep.equal({ kind: 'expired' });
      expect(await claimant.read(t0, { generation })).to.deep.equal({ kind: 'expired' });
    }
  });

  it('answers what was never opened with unknown', async () => {
    const claimant = new Claimant(storage());
    const generation = 'AAAAAA';
    expect(await claimant.guess(t0, { generation })).to.deep.equal({ kind: 'unknown' });
    expect(await claimant.read(t0, { generation })).to.deep.equal({ kind: 'unknown' });
    expect(await claimant.consume(t0, { generation })).to.deep.equal({ kind: 'unknown' });
  });
}

function nextLinks({ it, storage }: Suite): void {
  it('answers the next_link that was stored, the longest too', async () => {
    const claimant = new Claimant(storage());
    const nextLink = newNextLink(longestNextLink);
    const opened = await claimant.open(t0, { nextLink });
    expect(await claimant.submit(t0, opened)).to.include({ first: true, nextLink });
    expect(await claimant.submit(t0, opened)).to.include({ first: false, nextLink });
  });

  it('replaces the next_link by one that a resend names', async () => {
    const claimant = new Claimant(storage());
    const nextLink = newNextLink();
    await claimant.open(t0, { attempt: 1, nextLink: newNextLink() });
    const opened = await claimant.open(t0, { attempt: 2, nextLink });
    expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated', nextLink });
  });

  it('keeps the next_link where a resend names none, also with a new code', async () => {
    const claimant = new Claimant(storage());
    const nextLink = newNextLink();
    await claimant.open(t0, { attempt: 1, nextLink });
    await claimant.open(t0 + 1, { attempt: 2 });
    const opened = await claimant.open(t0 + codeLifetimeMs, { attempt: 3 });
    expect(await claimant.submit(t0 + codeLifetimeMs, opened)).to.include({ kind: 'validated', nextLink });
  });

  it('takes a next_link that a resend names first', async () => {
    const claimant = new Claimant(storage());
    const nextLink = newNextLink();
    await claimant.open(t0, { attempt: 1 });
    const opened = await claimant.open(t0, { attempt: 2, nextLink });
    expect(await claimant.submit(t0, opened)).to.include({ kind: 'validated', nextLink });
  });
}
