import { expect } from 'chai';
import { createFramework, errcodeOf } from './framework.js';

const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };

describe('two frameworks in one process', () => {
  it('share nothing', async () => {
    const [one, other] = [createFramework(), createFramework()];
    const { sid } = await one.threepid.requestToken(request);
    expect(one.sms.messages).to.have.length(1);
    expect(other.sms.messages).to.have.length(0);
    expect(
      await errcodeOf(other.threepid.submitToken({ sid, clientSecret, token: one.lastCode() })),
    ).to.equal('M_NO_VALID_SESSION');
  });
});
