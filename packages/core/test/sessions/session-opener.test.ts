import type { OpenedSession, OpenSession } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { deriveKeys } from '../../dist/domain/keyring.js';
import { unsealNextLink } from '../../dist/domain/sealed.js';
import { defaultSessionRules } from '../../dist/domain/session-rules.js';
import { SessionOpener, sidOf, type CodeRequest } from '../../dist/sessions/session-opener.js';
import { codeRequestAt } from '../code-request.js';
import { TestClock } from '../framework.js';

const [older, newer] = [
  deriveKeys('the older secret, of a good length'),
  deriveKeys('the newer secret, of a good length'),
];

/** Keeps what it is asked. */
class AskedStorage extends MemorySessionStorage {
  readonly asked: OpenSession[] = [];

  override open(request: OpenSession) {
    this.asked.push(request);
    return super.open(request);
  }
}

describe('SessionOpener', () => {
  const clock = new TestClock();
  let storage: AskedStorage;
  beforeEach(() => {
    storage = new AskedStorage();
  });

  const openerOf = (...keys: [typeof older, ...(typeof older)[]]) =>
    new SessionOpener(storage, keys, older, defaultSessionRules, clock);
  const request = codeRequestAt(clock.now());

  async function open(opener: SessionOpener, change: Partial<CodeRequest> = {}, receipt?: string) {
    const opening = opener.prepare({ ...request, ...change }, 'verify');
    const opened = (await opener.open(opening, [], receipt)) as OpenedSession;
    return { code: opener.codeOf(opening, opened), sid: sidOf(opening, opened), opened };
  }

  it('says who has opened a session: its number, and the address and networks of the client', async () => {
    const opener = openerOf(older);
    await open(opener);
    await open(opener, { clientAddress: '2001:db8::1' });
    const [first, second] = storage.asked.map(({ openedBy }) => openedBy);
    expect(first).to.deep.equal([storage.asked[0]?.numberId]);
    expect(second?.[0]).to.equal(first?.[0]);
    expect(second?.length).to.be.above(1);
  });

  it('passes on a receipt, if there is one', async () => {
    const opener = openerOf(older);
    await open(opener);
    await open(opener, {}, 'cmVjZWlwdA');
    expect(storage.asked[0]).not.to.have.property('receipt');
    expect(storage.asked[1]).to.have.property('receipt', 'cmVjZWlwdA');
  });

  it('repeats the code of a session under the secret that it was opened under', async () => {
    const before = await open(openerOf(older));
    const after = await open(openerOf(newer, older));
    expect(after.opened.secretIndex).to.equal(1);
    expect([after.code, after.sid]).to.deep.equal([before.code, before.sid]);
  });

  it('has the code of another product, and none of a notice', async () => {
    const opener = openerOf(older);
    const { code } = await open(opener, { content: { code: 'A7K2', text: undefined } });
    const notice = await open(opener, { content: { code: undefined, text: 'A notice.' } });
    expect([code, notice.code]).to.deep.equal(['A7K2', '']);
  });

  it('opens a decoy for what no code may validate', async () => {
    const opener = openerOf(older);
    await open(opener);
    await opener.open(opener.prepare(request, 'in-use'), []);
    await open(opener, { content: { code: 'A7K2', text: undefined } });
    expect(storage.asked.map(({ decoy }) => decoy)).to.deep.equal([false, true, true]);
  });

  it('waits for no message to a configured test number, whose code is known', async () => {
    const opener = openerOf(older);
    const { code } = await open(opener, { test: { kind: 'configured', code: '123456' } });
    await open(opener, { test: { kind: 'fiction' } });
    expect(code).to.equal('123456');
    const { claimLifetimeMs } = defaultSessionRules;
    expect(storage.asked.map((asked) => asked.claimLifetimeMs)).to.deep.equal([0, claimLifetimeMs]);
  });

  it('seals where the person goes on, if that is known', async () => {
    const opener = openerOf(older);
    await open(opener);
    await open(opener, { nextLink: 'https://example.org/next' });
    const [without, sealed] = storage.asked.map(({ bySecret }) => bySecret[0]);
    expect(without).not.to.have.property('nextLink');
    expect(unsealNextLink(older, sealed?.nextLink ?? '')).to.equal('https://example.org/next');
  });
});
