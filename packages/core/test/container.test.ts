import { createThreepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf, RecordingSmsSender } from './framework.js';

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

describe('a framework whose options say nothing of production', () => {
  const before = process.env['NODE_ENV'];
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });

  /** What becomes of a message to a number of fiction, which nobody has. */
  async function askFor(options: { readonly production?: boolean } = {}): Promise<string> {
    const [storage, sms] = [new MemorySessionStorage(), new RecordingSmsSender()];
    const testSms = new RecordingSmsSender();
    const secret = 'a secret for tests, of a good length';
    const threepid = createThreepid({ secret, storage, sms, testSms, ...options });
    const asking = threepid.requestToken({ ...request, phoneNumber: '07700900001' });
    const errcode = await errcodeOf(asking);
    expect(sms.messages).to.deep.equal([]);
    return testSms.messages.length === 1 ? 'sent by the test sender' : errcode;
  }

  it('is in production if the environment says so', async () => {
    process.env['NODE_ENV'] = 'production';
    expect(await askFor()).to.equal('M_INVALID_ADDRESS');
    expect(await askFor({ production: false })).to.equal('sent by the test sender');
    process.env['NODE_ENV'] = 'development';
    expect(await askFor()).to.equal('sent by the test sender');
    expect(await askFor({ production: true })).to.equal('M_INVALID_ADDRESS');
    delete process.env['NODE_ENV'];
    expect(await askFor()).to.equal('sent by the test sender');
  });
});
