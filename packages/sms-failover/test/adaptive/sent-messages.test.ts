import { expect } from 'chai';
import { SentMessages } from '../../dist/adaptive/sent-messages.js';

const message = { country: 'GB', sender: 'a', minute: 1 };

describe('the messages whose receipts are awaited', () => {
  it('are found once, by their sender', () => {
    const sent = new SentMessages();
    sent.add('m1', message);
    expect(sent.take('b', 'm1')).to.equal(undefined);
    expect(sent.take('a', 'm1')).to.equal(message);
    expect(sent.take('a', 'm1')).to.equal(undefined);
  });

  it('are not kept if a broken provider gives one an endless id', () => {
    const sent = new SentMessages();
    sent.add('x'.repeat(60_000), message);
    expect(sent.take('a', 'x'.repeat(60_000))).to.equal(undefined);
  });
});
