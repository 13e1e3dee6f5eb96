import { TurnstileChallenge, type TurnstileChallengeOptions } from '@threepid/challenge-turnstile';
import { startTurnstilePeer, type SiteverifyPeer } from '@threepid/contract-tests/peers';
import { OperatorError, type AnswerVerdict } from '@threepid/core';
import { expect } from 'chai';
import { keys, solveWith } from './turnstile-widget.js';

const binding = 'AAAAAAAAAAAAAAAA';
const now = Date.UTC(2026, 0, 1);

describe('TurnstileChallenge on the wire', () => {
  let peer: SiteverifyPeer;

  beforeEach(async () => {
    peer = await startTurnstilePeer(keys);
    peer.now = now;
  });
  afterEach(() => peer.close());

  const create = (options: Partial<TurnstileChallengeOptions> = {}) =>
    new TurnstileChallenge({ ...keys, url: peer.url, ...options });
  const offerOf = (challenge: TurnstileChallenge) => challenge.make({ binding, difficulty: 1, now });
  const check = (challenge: TurnstileChallenge, answer: string, at = now) =>
    challenge.check({ answer, binding, now: at });
  const reasonOf = (verdict: AnswerVerdict) => (verdict.kind === 'unsolved' ? verdict.reason : 'solved');

  it('offers what the widget is rendered with', () => {
    expect(offerOf(create())).to.deep.equal({ type: 'turnstile', sitekey: keys.siteKey, cdata: binding });
    expect(offerOf(create({ action: 'verify-phone' }))).to.include({ action: 'verify-phone' });
  });

  it('sends the secret, the token and a UUID of its own, and nothing about the person', async () => {
    const challenge = create();
    const answer = solveWith(peer, offerOf(challenge));
    await check(challenge, answer);
    const [form] = peer.forms;
    expect([...(form?.keys() ?? [])]).to.deep.equal(['secret', 'response', 'idempotency_key']);
    expect(form?.get('secret')).to.equal(keys.secret);
    expect(form?.get('response')).to.equal(answer);
  });

  it('gets the same verdict again on the same token, in any process, so that nobody has to solve two', async () => {
    const answer = solveWith(peer, offerOf(create()));
    const first = await check(create(), answer);
    expect(first).to.include({ kind: 'solved', expiresAt: now + 300_000 });
    expect(await check(create(), answer, now + 60_000)).to.deep.equal(first);
  });

  it('judges by the given time, whatever the service says', async () => {
    const challenge = create();
    const answer = solveWith(peer, offerOf(challenge));
    await check(challenge, answer);
    expect(reasonOf(await check(challenge, answer, now + 300_000))).to.equal('it is expired');
  });

  it('says with which code the service refused', async () => {
    const challenge = create();
    expect(reasonOf(await check(challenge, 'a-token-of-nobody'))).to.equal('invalid-input-response');
    const late = solveWith(peer, offerOf(challenge));
    peer.now = now + 300_000;
    expect(reasonOf(await check(challenge, late))).to.equal('timeout-or-duplicate');
  });

  it('refuses a widget with another action', async () => {
    const answer = solveWith(peer, offerOf(create({ action: 'login' })));
    expect(reasonOf(await check(create({ action: 'verify-phone' }), answer))).to.equal(
      'it has another action',
    );
  });

  it('refuses the page of another host, if hosts are named', async () => {
    const challenge = create({ hostnames: ['App.example.org'] });
    const [ours, theirs] = ['app.example.org', 'evil.example'].map((host) =>
      solveWith(peer, offerOf(challenge), host),
    );
    expect(reasonOf(await check(challenge, ours ?? ''))).to.equal('solved');
    expect(reasonOf(await check(challenge, theirs ?? ''))).to.equal(
      'it was solved on the page of another host',
    );
  });

  it('does not ask about what cannot be a token', async () => {
    const challenge = create();
    for (const answer of ['x'.repeat(2_049), 'two words', 'ä', '\0'])
      expect(reasonOf(await check(challenge, answer))).to.equal('it is not a token of Turnstile');
    expect(peer.forms).to.deep.equal([]);
  });

  it('asks about 64 answers at once, and about more when those are judged', async () => {
    const challenge = create();
    const bogus = () => Promise.allSettled(Array.from({ length: 200 }, () => check(challenge, 'bogus')));
    const rejected = (await bogus()).filter(({ status }) => status === 'rejected');
    expect(rejected).to.have.length(136);
    for (const { reason } of rejected as readonly PromiseRejectedResult[])
      expect(reason)
        .to.be.instanceOf(OperatorError)
        .with.property('message', 'Turnstile is asked about 64 answers at once already');
    expect(peer.forms).to.have.length(64);
    peer.play('cut');
    await bogus();
    peer.play('answer');
    expect(reasonOf(await check(challenge, solveWith(peer, offerOf(challenge))))).to.equal('solved');
  });

  describe('rejects, and tells the operator,', () => {
    const errorOf = (challenge: TurnstileChallenge, answer: string): Promise<unknown> =>
      check(challenge, answer).then(
        ({ kind }) => expect.fail(kind),
        (error: unknown) => error,
      );

    it('if the secret is wrong', async () => {
      const challenge = create({ secret: 'another' });
      const error = await errorOf(challenge, solveWith(peer, offerOf(challenge)));
      expect(error).to.be.instanceOf(OperatorError);
      expect(error).to.have.property('message', 'Turnstile rejects its keys (invalid-input-secret)');
    });

    it('if the service has an error of its own, or breaks off', async () => {
      const challenge = create();
      const answer = solveWith(peer, offerOf(challenge));
      for (const [failure, message] of [
        ['internal-error', 'Turnstile had an internal error'],
        ['server-error', 'Turnstile answered 500, without a verdict'],
        ['garbage', 'Turnstile answered 200, without a verdict'],
        ['cut', /^Turnstile gave no answer: the connection broke off \(/],
      ] as const) {
        peer.play(failure);
        const error = await errorOf(challenge, answer);
        expect(error)
          .to.be.instanceOf(OperatorError)
          .with.property('message')
          .that.matches(asPattern(message));
      }
      peer.play('answer');
      expect(reasonOf(await check(challenge, answer))).to.equal('solved');
    });

    it('if the service accepts a token without saying when it was solved', async () => {
      const body = JSON.stringify({ success: true, cdata: binding });
      const challenge = create({ fetch: () => Promise.resolve(new Response(body)) });
      expect(await errorOf(challenge, 'token')).to.have.property(
        'message',
        'Turnstile accepted a token without a challenge_ts',
      );
    });
  });

  const wrong: Readonly<Record<string, unknown>> = {
    'no site key': { siteKey: undefined },
    'an empty secret': { secret: '' },
    'a secret with a line break': { secret: `${keys.secret}\n` },
    'plain http elsewhere': { url: 'http://turnstile.example.org/siteverify' },
    'no URL': { url: 'siteverify' },
    'no time': { timeoutMs: 0 },
    'no host': { hostnames: [] },
    'a URL as a host': { hostnames: ['https://app.example.org'] },
    'an action of two words': { action: 'two words' },
    'a long action': { action: 'a'.repeat(33) },
  };
  for (const [what, options] of Object.entries(wrong))
    it(`does not take ${what}, and names the option without its value`, () => {
      const [name = ''] = Object.keys(options as object);
      expect(() => create(options as Partial<TurnstileChallengeOptions>))
        .to.throw(TypeError, new RegExp(`^${name} `))
        .with.property('message')
        .that.does.not.include(keys.secret);
    });
});

function asPattern(message: string | RegExp): RegExp {
  return typeof message === 'string' ? new RegExp(`^${message}$`) : message;
}
