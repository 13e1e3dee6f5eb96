import { expect } from 'chai';
import { createFramework, errcodeOf, type TestFramework } from '../framework.js';
import { alice, bob, freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const clientSecret = 'monkeys_are_GREAT';
const threePid = { medium: 'msisdn', address: freeNumber.slice(1) } as const;

async function validated(framework: TestFramework, phoneNumber: string): Promise<string> {
  const { sid } = await framework.threepid.requestToken({ clientSecret, country: '', phoneNumber });
  await framework.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
  return sid;
}

describe('a host with an accountDirectory, without homeserver', () => {
  let accounts: TestAccounts;
  let framework: TestFramework;
  beforeEach(() => {
    accounts = new TestAccounts();
    framework = createFramework({ accountDirectory: accounts });
  });

  it("sends nothing for the homeserver's endpoints, which it doesn't have", async () => {
    const asked = framework.threepid.requestTokenForHomeserver({
      purpose: 'register',
      clientSecret,
      country: '',
      phoneNumber: freeNumber,
      sendAttempt: 1,
    });
    expect(await asked.catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    expect([...framework.sms.messages, ...framework.testSms.messages]).to.have.lengthOf(0);
  });

  it('adds a verified number to an account, once', async () => {
    const sid = await validated(framework, freeNumber);
    const added = await framework.threepid.addThreePid({ userId: bob, sid, clientSecret });
    expect(added).to.include(threePid);
    expect(await accounts.ownerOf(threePid)).to.equal(bob);
    expect(await errcodeOf(framework.threepid.addThreePid({ userId: bob, sid, clientSecret }))).to.equal(
      'M_THREEPID_AUTH_FAILED',
    );
  });

  it("adds no number that is another account's, or not verified", async () => {
    const sid = await validated(framework, takenNumber);
    const adding = framework.threepid.addThreePid({ userId: bob, sid, clientSecret });
    expect(await errcodeOf(adding)).to.equal('M_THREEPID_IN_USE');
    const { sid: pending } = await framework.threepid.requestToken({
      clientSecret,
      country: '',
      phoneNumber: freeNumber,
    });
    expect(
      await errcodeOf(framework.threepid.addThreePid({ userId: bob, sid: pending, clientSecret })),
    ).to.equal('M_THREEPID_AUTH_FAILED');
    expect(await accounts.ownerOf(threePid)).to.equal(undefined);
  });

  it('checks whether a number is free', async () => {
    const { threepid } = framework;
    expect(await threepid.checkThreePidAvailability(threePid, 'add')).to.equal('suitable');
    expect(await threepid.checkThreePidAvailability(threePid, 'password')).to.equal('not-found');
    const taken = { medium: 'msisdn', address: takenNumber.slice(1) } as const;
    expect(await accounts.ownerOf(taken)).to.equal(alice);
    expect(await threepid.checkThreePidAvailability(taken, 'register')).to.equal('in-use');
  });

  it("claims no path of a homeserver's side", async () => {
    const paths = framework.threepid.claims.map(({ path }) => path);
    expect(paths.some((path) => path.startsWith('/_matrix/client'))).to.equal(false);
    const path = '/_matrix/client/v3/account/3pid';
    const request = { method: 'GET', path, query: '', headers: {}, body: '', remoteAddress: undefined };
    expect(await framework.threepid.handle(request)).to.equal(undefined);
  });
});

describe('a host without an accountDirectory', () => {
  it('is told that it needs one, before a session is spent', async () => {
    const framework = createFramework();
    const sid = await validated(framework, freeNumber);
    for (const call of [
      () => framework.threepid.addThreePid({ userId: bob, sid, clientSecret }),
      () => framework.threepid.checkThreePidAvailability(threePid, 'add'),
    ]) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('an accountDirectory');
    }
    expect(await framework.threepid.getValidatedThreePid({ sid, clientSecret })).to.include(threePid);
  });
});
