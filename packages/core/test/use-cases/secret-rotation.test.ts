import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf, type TestFramework } from '../framework.js';

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
