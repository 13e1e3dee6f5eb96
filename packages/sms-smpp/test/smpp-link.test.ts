import { expect } from 'chai';
import { startPerlSmsc, type PerlSmsc } from '@threepid/contract-tests/smsc';
import { openLink, SmppLinkError, type SmppLink } from '../dist/smpp-link.js';
import { settingsOf } from '../dist/smpp-options.js';
import { account } from './account.js';

const submission = { destination_addr: '447400123456', short_message: 'a' };
const never = new AbortController().signal;

/** A session with room for one submission, in which the test makes the enquiries. */
async function withLink(test: (smsc: PerlSmsc, link: SmppLink) => Promise<void>): Promise<void> {
  const smsc = await startPerlSmsc();
  const settings = settingsOf({ ...account, port: smsc.port, window: 1, enquireLinkMs: 3_600_000 });
  try {
    await test(smsc, await openLink(settings, () => undefined, never));
  } finally {
    await smsc.stop();
  }
}

/** Makes the link enquire, and resolves once it has read the answer. */
async function enquire(smsc: PerlSmsc, link: SmppLink): Promise<void> {
  const enquired = smsc.next('enquire-link');
  link.enquire();
  await enquired;
  // The answer goes out before this enquiry of the SMSC, and is read before it.
  await smsc.enquire();
}

/** A submission whose answer is lost, and that nobody waits for any more. */
async function overdue(smsc: PerlSmsc, link: SmppLink): Promise<void> {
  const impatience = new AbortController();
  await smsc.behave({ as: 'hold', times: 1 });
  const answer = link.submit(submission, impatience.signal).catch((error: unknown) => error);
  await smsc.submitted(1);
  impatience.abort();
  expect(await answer)
    .to.be.instanceOf(SmppLinkError)
    .with.property('written', true);
}

describe('a link', () => {
  it('keeps the place of an overdue submission until the second enquiry after it', () =>
    withLink(async (smsc, link) => {
      await overdue(smsc, link);
      const next = link.submit(submission, never);
      await enquire(smsc, link);
      expect(smsc.submissions).to.have.length(1);
      await enquire(smsc, link);
      expect(await next).to.have.property('command_status', 0);
    }));

  it('gives the place of an overdue submission to the next when its answer comes late', () =>
    withLink(async (smsc, link) => {
      await overdue(smsc, link);
      const next = link.submit(submission, never);
      await smsc.release();
      expect(await next).to.have.property('command_status', 0);
    }));

  it('reports that nothing was written for one that times out before there is room, and gives its place to the next', () =>
    withLink(async (smsc, link) => {
      await overdue(smsc, link);
      const impatience = new AbortController();
      const waiting = link.submit(submission, impatience.signal).catch((error: unknown) => error);
      const next = link.submit(submission, never);
      impatience.abort();
      expect(await waiting)
        .to.be.instanceOf(SmppLinkError)
        .with.property('written', false);
      await smsc.release();
      expect(await next).to.have.property('command_status', 0);
      await smsc.sync();
      expect(smsc.submissions).to.have.length(2);
    }));

  it('ends at an enquiry if the one before has no answer', () =>
    withLink(async (smsc, link) => {
      await enquire(smsc, link);
      await enquire(smsc, link);
      await smsc.behave({ as: 'hang' });
      link.enquire();
      await smsc.next('enquire-link');
      link.enquire();
      expect(await link.ended).to.have.property('message', 'enquire_link was not answered');
    }));
});
