import type { MessageTemplates, SettleMessage, SmsResult } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf } from '../framework.js';

const request = { clientSecret: 'monkeys_are_GREAT', country: 'GB', phoneNumber: '07400123456' };

describe('the message of a session', () => {
  it('says when a code of ours expires, and nothing of when that of another product does', async () => {
    const { threepid, sms, clock } = createFramework();
    await threepid.requestToken(request);
    await threepid.deliverMessage({ phoneNumber: '+447400123456', code: '561166', id: 'one' });
    const expiresAt = clock.now() + 10 * 60_000;
    expect(sms.messages.map((message) => message.expiresAt)).to.deep.equal([expiresAt, undefined]);
  });

  it('is written for no language, if the person named none', async () => {
    const asked: unknown[] = [];
    const templates: MessageTemplates = {
      text: ({ locales }) => {
        asked.push(locales);
        return 'a text';
      },
    };
    const { threepid } = createFramework({ templates });
    await threepid.requestToken(request);
    await threepid.requestToken({ ...request, locales: ['fr'] });
    expect(asked).to.deep.equal([[], ['fr']]);
  });

  it('has an outcome that the call which sends it asks nobody for', async () => {
    const storage = new MemorySessionStorage();
    storage.outcomeOf = () => Promise.reject(new Error('nobody needs to know'));
    const { threepid, sms } = createFramework({ storage });
    for (const sendAttempt of [1, 1, 2]) await threepid.requestToken({ ...request, sendAttempt });
    expect(sms.messages).to.have.lengthOf(2);
  });

  it('is settled in the storage as sent, perhaps sent, certainly not sent, or rejected', async () => {
    const settled: Pick<SettleMessage, 'result' | 'refund'>[] = [];
    class WatchedStorage extends MemorySessionStorage {
      override settle(asked: SettleMessage) {
        settled.push({ result: asked.result, refund: asked.refund });
        return super.settle(asked);
      }
    }
    const { threepid, sms } = createFramework({ storage: new WatchedStorage() });
    const results: readonly SmsResult[] = [
      { kind: 'refused', cause: undefined },
      { kind: 'unavailable', taken: 'no', cause: undefined },
      { kind: 'unavailable', taken: 'unknown', cause: undefined },
      { kind: 'rejected-destination', cause: undefined },
      { kind: 'sent', messageId: 'id' },
    ];
    for (const result of results) {
      sms.answer = () => Promise.resolve(result);
      await errcodeOf(threepid.requestToken(request));
    }
    expect(settled).to.deep.equal([
      { result: 'failed', refund: true },
      { result: 'failed', refund: true },
      { result: 'unknown', refund: false },
      { result: 'rejected', refund: false },
      { result: 'sent', refund: false },
    ]);
  });
});
