import { createThreepid, type SmsMessage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  createFramework,
  errcodeOf,
  RecordingSmsSender,
  TestClock,
  type TestFramework,
} from '../framework.js';

const [older, newer] = ['the older secret, of a good length', 'the newer secret, of a good length'];
const request = { clientSecret: 'a.secret', country: 'GB', phoneNumber: '07400123456' };

/** Messages that a number gets from processes that take turns, until each refuses. */
async function messagesOf(frameworks: readonly TestFramework[]): Promise<number> {
  let messages = 0;
  for (const { threepid } of [...frameworks, ...frameworks].flatMap(
    (one) => Array(6).fill(one) as TestFramework[],
  ))
    if ((await errcodeOf(threepid.requestToken(request))) === 'none') messages += 1;
  return messages;
}

describe('a rotation of secrets over several processes', () => {
  const stages: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['some have the new secret at the end', [older], [older, newer]],
    ['some have moved it to the front', [older, newer], [newer, older]],
    ['some have dropped the old one', [newer, older], [newer]],
    ['some have put the new one in front first', [older], [newer, older]],
  ];
  for (const [what, one, other] of stages) {
    it(`counts a number's messages once while ${what}`, async () => {
      const storage = new MemorySessionStorage();
      const frameworks = [one, other].map((secret) =>
        createFramework({ storage, secret, indexSecret: older }),
      );
      expect(await messagesOf(frameworks)).to.equal(5);
    });
  }

  it('counts once without an indexSecret too, if the new secret comes in front', async () => {
    const storage = new MemorySessionStorage();
    const frameworks = [[older], [newer, older]].map((secret) => createFramework({ storage, secret }));
    expect(await messagesOf(frameworks)).to.equal(5);
  });

  it('keeps sessions open over every stage of the right order', async () => {
    const storage = new MemorySessionStorage();
    const at = (...secret: string[]) => createFramework({ storage, secret, indexSecret: older });
    const first = at(older);
    const { sid } = await first.threepid.requestToken({ ...request, sendAttempt: 1 });
    const token = first.lastCode();
    const again = await at(newer, older).threepid.requestToken({ ...request, sendAttempt: 1 });
    expect(again.sid).to.equal(sid);
    await at(older, newer).threepid.submitToken({ sid, clientSecret: request.clientSecret, token });
    const { address } = await at(newer, older).threepid.getValidatedThreePid({
      sid,
      clientSecret: request.clientSecret,
    });
    expect(address).to.equal('447400123456');
  });

  it('is warned of at the start without an indexSecret, and by no secret in the log', () => {
    const { log } = createFramework({ secret: [newer, older] });
    expect(log.map(({ level }) => level)).to.deep.equal(['warn']);
    expect(log[0]?.message).to.include('indexSecret');
    expect(JSON.stringify(log)).not.to.include(newer).and.not.to.include(older);
    expect(createFramework({ secret: [newer, older], indexSecret: older }).log).to.deep.equal([]);
    expect(createFramework().log).to.deep.equal([]);
  });
});

describe('a session under a secret that was rotated', () => {
  const clientSecret = 'monkeys_are_GREAT';
  const asked = { ...request, clientSecret, sendAttempt: 1 };
  const clock = new TestClock();
  let storage: MemorySessionStorage;
  let sms: RecordingSmsSender;
  beforeEach(() => {
    storage = new MemorySessionStorage();
    sms = new RecordingSmsSender();
  });
  // More messages to a number than the guard allows.
  const guard = { mode: 'off' } as const;
  const withSecrets = (...secret: readonly string[]) =>
    createThreepid({ secret, indexSecret: 'an index secret', storage, sms, clock, guard, production: true });
  const codeOf = (message: SmsMessage | undefined): string => /[0-9]{6}/.exec(message?.text ?? '')?.[0] ?? '';
  const nextLink = 'http://localhost/done';

  it('goes on under the newer list, and ends with the older secret', async () => {
    const before = withSecrets('old');
    const { sid } = await before.requestToken({ ...asked, nextLink });
    const during = withSecrets('new', 'old');
    expect((await during.requestToken(asked)).sid).to.equal(sid);
    expect((await during.requestToken({ ...asked, sendAttempt: 2 })).sid).to.equal(sid);
    expect(sms.messages).to.have.length(2);
    const token = codeOf(sms.messages[0]);
    expect(codeOf(sms.messages[1])).to.equal(token);
    expect((await during.submitToken({ sid, clientSecret, token })).nextLink).to.equal(nextLink);
    expect((await during.getValidatedThreePid({ sid, clientSecret })).address).to.equal('447400123456');
    expect(await errcodeOf(withSecrets('new').getValidatedThreePid({ sid, clientSecret }))).to.equal(
      'M_NO_VALID_SESSION',
    );
  });

  it('counts a number once for all secrets', async () => {
    for (const [index, secrets] of [['a'], ['b', 'a'], ['c', 'b', 'a'], ['c', 'b'], ['c', 'b']].entries()) {
      const asking = withSecrets(...secrets).requestToken({
        ...asked,
        phoneNumber: '07400123457',
        sendAttempt: index + 1,
        clientSecret: `x${index}`,
      });
      expect(await errcodeOf(asking)).to.equal('none');
    }
    const sixth = (...secrets: readonly string[]) =>
      errcodeOf(withSecrets(...secrets).requestToken({ ...asked, phoneNumber: '07400123457' }));
    expect(await sixth('c', 'b', 'a')).to.equal('M_LIMIT_EXCEEDED');
  });
});
