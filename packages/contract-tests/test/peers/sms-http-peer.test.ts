import { startSnsPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';

describe('SmsHttpPeer', () => {
  it('sets no limit on how long a connection may be idle', async () => {
    const peer = await startSnsPeer();
    try {
      const answer = await fetch(peer.url);
      // Node announces its limit in this header, and closes the connection then: perhaps just as a client uses it.
      expect(answer.headers.get('keep-alive')).to.equal(null);
    } finally {
      await peer.close();
    }
  });
});
