import { HcaptchaChallenge, type HcaptchaChallengeOptions } from '@threepid/challenge-hcaptcha';
import { startHcaptchaPeer, type SiteverifyPeer } from '@threepid/contract-tests/peers';
import { OperatorError, type AnswerVerdict } from '@threepid/core';
import { expect } from 'chai';

const keys = { siteKey: '10000000-ffff-ffff-ffff-000000000009', secret: 'ES_secretOfTheAccount' };
const widget = { sitekey: keys.siteKey };
const now = Date.UTC(2026, 0, 1);

describe('HcaptchaChallenge on the wire', () => {
  let peer: SiteverifyPeer;

  beforeEach(async () => {
    peer = await startHcaptchaPeer(keys);
    peer.now = now;
  });
  afterEach(() => peer.close());

  const create = (options: Partial<HcaptchaChallengeOptions> = {}) =>
    new HcaptchaChallenge({ ...keys, url: peer.url, ...options });
  const check = (challenge: HcaptchaChallenge, answer: string) =>
    challenge.check({ answer, binding: 'AAAAAAAAAAAAAAAA', now });
  const reasonOf = (verdict: AnswerVerdict) => (verdict.kind === 'unsolved' ? verdict.reason : 'solved');

  it('offers the site key', () => {
    expect(create().make()).to.deep.equal({ type: 'hcaptcha', sitekey: keys.siteKey });
  });

  it('sends the secret, the token and the site key, and nothing about the person', async () => {
    const answer = peer.solve(widget);
    expect(await check(create(), answer)).to.include({ kind: 'solved', expiresAt: now + 120_000 });
    expect(Object.fromEntries(peer.forms[0] ?? [])).to.deep.equal({
      secret: keys.secret,
      response: answer,
      sitekey: keys.siteKey,
    });
  });

  it('says with which code the service refused', async () => {
    const challenge = create();
    const [used, late] = [peer.solve(widget), peer.solve(widget)];
    expect(reasonOf(await check(challenge, used))).to.equal('solved');
    expect(reasonOf(await check(challenge, used))).to.equal('already-seen-response');
    peer.now = now + 120_000;
    expect(reasonOf(await check(challenge, late))).to.equal('expired-input-response');
    expect(reasonOf(await check(challenge, 'P1_of-nobody'))).to.equal('invalid-input-response');
  });

  it('refuses a token of another site of the account, and the page of another host', async () => {
    const challenge = create({ hostnames: ['app.example.org'] });
    const ofAnotherSite = peer.solve({ sitekey: 'another' });
    const onAnotherHost = peer.solve({ ...widget, hostname: 'evil.example' });
    expect(reasonOf(await check(challenge, ofAnotherSite))).to.equal('invalid-input-response');
    expect(reasonOf(await check(challenge, onAnotherHost))).to.equal(
      'it was solved on the page of another host',
    );
  });

  it('does not ask about what cannot be a token', async () => {
    for (const answer of ['two words', 'ä', '\0'])
      expect(reasonOf(await check(create(), answer))).to.equal('it is not a token of hCaptcha');
    expect(peer.forms).to.deep.equal([]);
  });

  for (const [what, options, code] of [
    ['secret', { secret: 'another' }, 'invalid-input-secret'],
    ['site key', { siteKey: 'another' }, 'sitekey-secret-mismatch'],
  ] as const)
    it(`rejects, and tells the operator, if the ${what} is wrong`, async () => {
      const error = await check(create(options), peer.solve(widget)).then(
        ({ kind }) => expect.fail(kind),
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(OperatorError);
      expect(error).to.have.property('message', `hCaptcha rejects its keys (${code})`);
    });

  it('does not take a wrong option, and names it without its value', () => {
    for (const name of ['siteKey', 'secret', 'url'])
      expect(() => create({ [name]: 'not this' }))
        .to.throw(TypeError, new RegExp(`^${name} `))
        .with.property('message')
        .that.does.not.include('not this');
  });
});
