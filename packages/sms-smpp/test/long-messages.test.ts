import { expect } from 'chai';
import type { DeliveryReceipt } from '@threepid/core';
import { LongMessages } from '../dist/long-messages.js';

const of = (messageId: string, state: DeliveryReceipt['state']) => ({ sender: 'smpp', messageId, state });

describe('the parts of long messages', () => {
  it('are remembered, those of the last 1,000 messages', () => {
    const messages = new LongMessages();
    for (let id = 0; id <= 1_000; id += 1) messages.add(`${id}a,${id}b`, [`${id}a`, `${id}b`]);
    expect(messages.whole(of('0a', 'undelivered'))?.messageId).to.equal('0a');
    expect(messages.whole(of('1a', 'undelivered'))?.messageId).to.equal('1a,1b');
  });

  it('count once each, and the message is over with its receipt', () => {
    const messages = new LongMessages();
    messages.add('a,b', ['a', 'b']);
    expect(messages.whole(of('a', 'delivered'))).to.equal(undefined);
    expect(messages.whole(of('a', 'delivered'))).to.equal(undefined);
    expect(messages.whole(of('b', 'under-way'))).to.equal(undefined);
    expect(messages.whole(of('b', 'delivered'))).to.deep.equal(of('a,b', 'delivered'));
    expect(messages.whole(of('b', 'delivered'))).to.equal(undefined);
    messages.add('c,d', ['c', 'd']);
    expect(messages.whole(of('d', 'undelivered'))).to.deep.equal(of('c,d', 'undelivered'));
    expect(messages.whole(of('c', 'undelivered'))).to.equal(undefined);
  });
});
