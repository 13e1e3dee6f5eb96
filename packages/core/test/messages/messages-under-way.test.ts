import type { SessionStorage, SmsResult } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { MessagesUnderWay, pausesWithin } from '../../dist/messages/messages-under-way.js';
import { createFramework, errcodeOf, hold, type TestFramework } from '../framework.js';

const request = {
  clientSecret: 'monkeys_are_GREAT',
  country: 'GB',
  phoneNumber: '07400123456',
  sendAttempt: 1,
};

const sent: SmsResult = { kind: 'sent', messageId: 'id' };
const refused: SmsResult = { kind: 'refused', cause: new Error('no credit') };
const rejected: SmsResult = { kind: 'rejected-destination', cause: new Error('opted out') };
const lost: SmsResult = { kind: 'unavailable', taken: 'unknown', cause: new Error('too slow') };

/** Lets a provider answer when the test says so. */
function holdProvider({ sms }: TestFramework): (result: SmsResult) => void {
  const held = hold<SmsResult>();
  sms.answer = () => held.promise;
  return held.resolve;
}

const outcomes: readonly (readonly [string, SmsResult, string])[] = [
  ['sent', sent, 'none'],
  ['refused', refused, 'M_SEND_ERROR'],
  ['rejected for its destination', rejected, 'M_DESTINATION_REJECTED'],
  ['lost', lost, 'M_SEND_ERROR'],
];

describe('equal calls, while one of them sends the message', () => {
  for (const [what, result, errcode] of outcomes) {
    it(`all learn that it was ${what}, and not before it was`, async () => {
      const framework = createFramework();
      const answer = holdProvider(framework);
      const answered: string[] = [];
      const calls = Array.from({ length: 50 }, async () => {
        answered.push(await errcodeOf(framework.threepid.requestToken(request)));
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(answered).to.deep.equal([]);
      answer(result);
      await Promise.all(calls);
      expect(new Set(answered)).to.deep.equal(new Set([errcode]));
      expect(framework.sms.messages).to.have.length(1);
    });

    it(`learn in another process that it was ${what}`, async () => {
      const storage = new MemorySessionStorage();
      const [here, there] = [createFramework({ storage }), createFramework({ storage })];
      const answer = holdProvider(here);
      const first = errcodeOf(here.threepid.requestToken(request));
      const asked = whenAsked(storage);
      const second = errcodeOf(there.threepid.requestToken(request));
      await asked;
      answer(result);
      expect([await first, await second]).to.deep.equal([errcode, errcode]);
      expect(there.sms.messages).to.have.length(0);
    });
  }

  it('learn that it failed late, in a process whose clock is a minute ahead too', async () => {
    const storage = new MemorySessionStorage();
    const [here, there] = [createFramework({ storage }), createFramework({ storage })];
    there.clock.advance(60_000);
    const answer = holdProvider(here);
    const first = errcodeOf(here.threepid.requestToken(request));
    const asked = whenAsked(storage);
    const second = errcodeOf(there.threepid.requestToken(request));
    await asked;
    for (const { clock } of [here, there]) clock.advance(79_999);
    const askedAgain = whenAsked(storage);
    await askedAgain;
    answer(refused);
    expect([await first, await second]).to.deep.equal(['M_SEND_ERROR', 'M_SEND_ERROR']);
  });

  it('learn what becomes of a greater attempt that is under way', async () => {
    const framework = createFramework();
    const answer = holdProvider(framework);
    const greater = errcodeOf(framework.threepid.requestToken({ ...request, sendAttempt: 2 }));
    await new Promise((resolve) => setImmediate(resolve));
    const smaller = errcodeOf(framework.threepid.requestToken(request));
    await new Promise((resolve) => setImmediate(resolve));
    answer(rejected);
    expect([await greater, await smaller]).to.deep.equal([
      'M_DESTINATION_REJECTED',
      'M_DESTINATION_REJECTED',
    ]);
    expect(framework.sms.messages).to.have.length(1);
  });

  it('are answered when a claim is over, if nobody says what became of it', async () => {
    const storage = new MemorySessionStorage();
    const [here, there] = [createFramework({ storage }), createFramework({ storage })];
    holdProvider(here);
    void errcodeOf(here.threepid.requestToken(request));
    const asked = whenAsked(storage);
    const second = there.threepid.requestToken(request);
    await asked;
    there.clock.advance(150_000);
    expect(await second).to.have.property('sid');
    expect(there.sms.messages).to.have.length(0);
  });
});

/** Resolves once somebody asks the storage what became of a message. */
async function whenAsked(storage: SessionStorage): Promise<undefined> {
  const asked = hold<undefined>();
  const outcomeOf = storage.outcomeOf.bind(storage);
  storage.outcomeOf = async (message) => {
    asked.resolve(undefined);
    return outcomeOf(message);
  };
  return asked.promise;
}

describe('a message that was certainly not sent', () => {
  it('lets the same call send again, of overlapping attempts too', async () => {
    const framework = createFramework();
    const { threepid, sms } = framework;
    const answers = [holdProvider(framework)];
    const first = errcodeOf(threepid.requestToken(request));
    await new Promise((resolve) => setImmediate(resolve));
    answers.push(holdProvider(framework));
    const second = errcodeOf(threepid.requestToken({ ...request, sendAttempt: 2 }));
    await new Promise((resolve) => setImmediate(resolve));
    for (const answer of answers) answer(refused);
    expect([await first, await second]).to.deep.equal(['M_SEND_ERROR', 'M_SEND_ERROR']);
    sms.answer = () => Promise.resolve(sent);
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('none');
    expect(sms.messages).to.have.length(3);
  });

  it('leaves its number what it took from it, however long the provider took', async () => {
    const framework = createFramework({ limits: { perNumber: [{ messages: 1, windowMs: 3_600_000 }] } });
    const { threepid, sms, clock } = framework;
    sms.answer = () => {
      clock.advance(5_000);
      return Promise.resolve(refused);
    };
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('M_SEND_ERROR');
    sms.answer = () => Promise.resolve(sent);
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('none');
  });

  it('counts as sent where that is known only after its claim is over, in every process', async () => {
    const framework = createFramework();
    const { threepid, sms, clock } = framework;
    const answer = holdProvider(framework);
    const first = errcodeOf(threepid.requestToken(request));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(150_000);
    answer(refused);
    await first;
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('none');
    expect(sms.messages).to.have.length(1);
  });

  it('has a code that finishes nothing', async () => {
    const framework = createFramework();
    const { threepid, sms, clock } = framework;
    const { sid } = await threepid.requestToken(request);
    clock.advance(10 * 60_000);
    sms.answer = () => Promise.resolve(refused);
    expect(await errcodeOf(threepid.requestToken({ ...request, sendAttempt: 2 }))).to.equal('M_SEND_ERROR');
    const unsent = { sid, clientSecret: request.clientSecret, token: framework.lastCode() };
    expect(await errcodeOf(threepid.submitToken(unsent))).to.equal('M_SESSION_EXPIRED');
    sms.answer = () => Promise.resolve(sent);
    await threepid.requestToken({ ...request, sendAttempt: 2 });
    expect(await errcodeOf(threepid.submitToken({ ...unsent, token: framework.lastCode() }))).to.equal(
      'none',
    );
  });

  it('gives nobody a session to guess in, however often it fails', async () => {
    const { threepid, sms } = createFramework();
    sms.answer = () => Promise.resolve(refused);
    const sids = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      const calls = Array.from({ length: 6 }, () =>
        threepid.requestToken({ ...request, clientSecret: `secret${round}` }),
      );
      for (const call of await Promise.allSettled(calls))
        if (call.status === 'fulfilled') sids.add(call.value.sid);
    }
    expect(sids.size).to.equal(0);
  });
});

describe('a sender that answers no result', () => {
  for (const answer of [undefined, null, 'sent', {}, { kind: 'gone' }]) {
    it(`counts as one that may have sent: ${JSON.stringify(answer)}`, async () => {
      const { threepid, sms } = createFramework();
      sms.send = () => Promise.resolve(answer as SmsResult);
      expect(await errcodeOf(threepid.requestToken(request))).to.equal('M_SEND_ERROR');
    });
  }
});

describe('a policy that takes longer than a claim lives', () => {
  it('takes nothing from a message that fails after it: the same call sends again', async () => {
    const framework = createFramework({
      sendPolicy: {
        judge: () => {
          // With the message, longer than a claim lives.
          framework.clock.advance(100_000);
          return { kind: 'allow' };
        },
      },
    });
    const { threepid, sms, clock } = framework;
    sms.answer = () => {
      clock.advance(60_000);
      return Promise.resolve(refused);
    };
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('M_SEND_ERROR');
    sms.answer = () => Promise.resolve(sent);
    expect(await errcodeOf(threepid.requestToken(request))).to.equal('none');
    expect(sms.messages).to.have.length(2);
  });
});

describe('MessagesUnderWay', () => {
  it('asks the storage about a message that is no longer under way here', async () => {
    const storage = new MemorySessionStorage();
    const underWay = new MessagesUnderWay(storage, { now: () => 0 });
    const message = { slot: 'aa', sessionId: 'session', generation: 'AAAAAA', claim: 'claim' };
    await underWay.send(
      message,
      () => Promise.resolve('sent' as const),
      (result) => result,
    );
    // The storage knows of no such session.
    expect(await underWay.outcomeOf(message)).to.equal('failed');
  });

  it('tells the messages under way apart by slot, session and claim, and waits for each here', async () => {
    const underWay = new MessagesUnderWay(new MemorySessionStorage(), { now: () => 0 });
    const message = { slot: 'aa', sessionId: 'session', generation: 'AAAAAA', claim: 'claim' };
    const others = [{ slot: 'bb' }, { sessionId: 'another' }, { claim: 'other' }];
    const held = hold<'sent' | 'rejected'>();
    const sending = underWay.send(
      message,
      () => held.promise,
      (result) => result,
    );
    for (const other of others)
      expect(await underWay.outcomeOf({ ...message, ...other }), 'asks the storage').to.equal('failed');
    expect(await underWay.outcomeOf(message, 0)).to.equal('unknown');
    const waiting = underWay.outcomeOf(message);
    held.resolve('rejected');
    expect([await waiting, await sending]).to.deep.equal(['rejected', 'rejected']);
  });

  it('says that it does not know, once its patience with another process is over', async () => {
    const storage = new MemorySessionStorage();
    let asked = 0;
    storage.outcomeOf = () => {
      asked += 1;
      return Promise.resolve('under-way');
    };
    const underWay = new MessagesUnderWay(storage, { now: () => 0 });
    const message = { slot: 'aa', sessionId: 'session', generation: 'AAAAAA', claim: 'claim' };
    expect(await underWay.outcomeOf(message, 0)).to.equal('unknown');
    expect(asked).to.equal(1);
    storage.outcomeOf = () => Promise.resolve('rejected');
    expect(await underWay.outcomeOf(message, 0), 'it looks once all the same').to.equal('rejected');
  });

  it('looks often at first, then once a second, and no longer than its patience lasts', () => {
    expect([...pausesWithin(0)]).to.deep.equal([]);
    expect([...pausesWithin(150)]).to.deep.equal([50, 100]);
    expect([...pausesWithin(3_000)]).to.deep.equal([50, 100, 200, 400, 800, 1_000, 1_000]);
  });
});
