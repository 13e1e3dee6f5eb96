import { expect } from 'chai';
import { createFramework, errcodeOf, type TestFramework } from '../framework.js';

const session = { clientSecret: 'monkeys_are_GREAT', country: '', phoneNumber: '+447400123456' };

describe('FindSession', () => {
  let framework: TestFramework;
  beforeEach(() => {
    framework = createFramework();
  });
  const find = (input: Partial<typeof session> = {}) =>
    framework.threepid.findSession({ ...session, ...input });

  it('finds the sid by number and client secret, and sends nothing', async () => {
    const { sid } = await framework.threepid.requestToken({ ...session, sendAttempt: 7 });
    expect(await find()).to.equal(sid);
    expect(await find({ country: 'GB', phoneNumber: '07400 123456' })).to.equal(sid);
    expect(framework.sms.messages).to.have.length(1);
    await framework.threepid.submitToken({ ...session, sid, token: framework.lastCode() });
    expect(await find()).to.equal(sid);
  });

  it('finds nothing for another number, another client secret, or where nothing was requested', async () => {
    expect(await find()).to.equal(undefined);
    await framework.threepid.requestToken({ ...session, sendAttempt: 1 });
    expect(await find({ clientSecret: 'other' })).to.equal(undefined);
    expect(await find({ phoneNumber: '+447400123457' })).to.equal(undefined);
  });

  it('starts nothing: the first message is still to be sent', async () => {
    await find();
    await framework.threepid.requestToken({ ...session, sendAttempt: 1 });
    expect(framework.sms.messages).to.have.length(1);
  });

  it('finds a session no more once it is consumed', async () => {
    const { sid } = await framework.threepid.requestToken({ ...session, sendAttempt: 1 });
    await framework.threepid.submitToken({ ...session, sid, token: framework.lastCode() });
    await framework.threepid.consumeValidatedThreePid({ ...session, sid });
    expect(await find()).to.equal(undefined);
  });

  it('refuses what requestToken refuses', async () => {
    expect(await errcodeOf(find({ clientSecret: 'no good' }))).to.equal('M_INVALID_PARAM');
    expect(await errcodeOf(find({ phoneNumber: '123' }))).to.equal('M_INVALID_ADDRESS');
  });
});

describe('ReadPhoneNumber', () => {
  const { threepid } = createFramework({ production: false });

  it('reads any spelling of a number, and of a fictional one', () => {
    const read = (phoneNumber: string, country = '') =>
      threepid.readPhoneNumber({ phoneNumber, country }).msisdn;
    expect(read('+44 7400 123456')).to.equal('447400123456');
    expect(read('07400 123456', 'GB')).to.equal('447400123456');
    expect(read('07700 900001', 'GB')).to.equal('447700900001');
  });

  it('refuses what requestToken refuses', async () => {
    const read = async (phoneNumber: string, country: string) =>
      Promise.resolve(threepid.readPhoneNumber({ phoneNumber, country }));
    expect(await errcodeOf(read('07400 123456', ''))).to.equal('M_INVALID_ADDRESS');
    expect(await errcodeOf(read('07400 123456', 'gb'))).to.equal('M_INVALID_PARAM');
  });
});
