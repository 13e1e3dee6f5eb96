import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import {
  createThreepidClient,
  type ChallengeSolver,
  type RequestOptions,
  type RequestResult,
} from '@threepid/client';
import { startTurnstilePeer, type SiteverifyPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { startVerifyingServer, type VerifyingServer } from './verifying-server.js';

const keys = { siteKey: '0x4AAAAAAAtestSiteKey', secret: '0x4AAAAAAAsecretOfTheWidget' };

describe('the client, against a guard that has had enough of its address, with Turnstile', () => {
  let peer: SiteverifyPeer;
  let server: VerifyingServer;
  let numbers: number;

  beforeEach(async () => {
    numbers = 0;
    peer = await startTurnstilePeer(keys);
    const challenge = new TurnstileChallenge({ ...keys, url: peer.url });
    server = await startVerifyingServer({ challenge, guard: {} });
    peer.now = server.now;
    // One address asks for messages to numbers all over the country, until the guard asks it for a proof.
    while ((await ask()).ok) if (numbers > 50) expect.fail('the guard never has enough');
  });
  afterEach(() => Promise.all([server.close(), peer.close()]));

  const ask = (turnstile?: ChallengeSolver, options: RequestOptions = {}): Promise<RequestResult> => {
    numbers += 1;
    const number = { phoneNumber: `0740${1_000_000 + numbers * 37_781}`, country: 'GB' };
    const challenges = turnstile === undefined ? {} : { turnstile };
    return createThreepidClient({ baseUrl: server.url, retryDelaysMs: [], challenges }).request(
      number,
      options,
    );
  };
  const outcomeOf = async (result: Promise<RequestResult>): Promise<string> => {
    const settled = await result;
    return settled.ok ? 'sent' : settled.error.errcode;
  };
  /** A person who solves the widget that the page has rendered by the offer. */
  const person: ChallengeSolver = ({ sitekey, cdata }) =>
    Promise.resolve(peer.solve({ sitekey: String(sitekey), cdata: String(cdata) }));

  it('gets through with the token of the widget, and the number is verified', async () => {
    const before = server.messages.length;
    const requested = await ask(person);
    if (!requested.ok) return expect.fail(requested.error.message);
    expect(server.messages).to.have.length(before + 1);
    const client = createThreepidClient({ baseUrl: server.url });
    expect(await client.submit(requested.session, server.lastCode())).to.deep.equal({ ok: true });
    return undefined;
  });

  it('does not get through with a token that was solved for another number', async () => {
    let first: string | undefined;
    const seller: ChallengeSolver = async (offer, options) => (first ??= await person(offer, options));
    expect(await outcomeOf(ask(seller))).to.equal('sent');
    expect(await outcomeOf(ask(seller))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('learns that the token cannot be checked while the service is down', async () => {
    peer.play('server-error');
    expect(await ask(person)).to.have.nested.property('error.errcode', 'M_UNKNOWN');
  });

  it('reports the limit without a solver of the type, or if the person gives up', async () => {
    expect(await outcomeOf(ask())).to.equal('M_LIMIT_EXCEEDED');
    expect(await outcomeOf(ask(() => Promise.resolve(undefined)))).to.equal('M_LIMIT_EXCEEDED');
  });

  it('rejects with the error of the solver, and with the reason of an abort that the solver ignores', async () => {
    const blocked = new Error('the script is blocked');
    expect(await ask(() => Promise.reject(blocked)).catch((error: unknown) => error)).to.equal(blocked);
    const controller = new AbortController();
    const reason = new Error('enough');
    const idle: ChallengeSolver = () => {
      controller.abort(reason);
      return new Promise(() => undefined);
    };
    const result = ask(idle, { signal: controller.signal });
    expect(await result.catch((error: unknown) => error)).to.equal(reason);
  });

  it('asks no solver that the app has not named, whatever the server calls its challenge', async () => {
    await server.close();
    const make = () => ({ type: 'constructor' });
    const challenge = { name: 'odd', make, check: () => expect.fail('nothing was answered') };
    server = await startVerifyingServer({ challenge, guard: {} });
    while ((await ask(person)).ok) if (numbers > 100) expect.fail('the guard never has enough');
    expect(await outcomeOf(ask(person))).to.equal('M_LIMIT_EXCEEDED');
  });
});
