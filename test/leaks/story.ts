import { randomUUID } from 'node:crypto';
import type { SmsResult, Threepid } from '@threepid/core';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect } from 'chai';
import { alice, termsUrl, type Answer, type StoryCall, type Phone, type StoryRun } from './run.js';

const v1 = '/_matrix/identity/api/v1';
const v2 = '/_matrix/identity/v2';
const client = '/_matrix/client/v3';
const minute = 60_000;

/** Few messages of an address, and many of what numbers share, so that one turn of the story leaves enough for the next. */
const terms = {
  address: { start: 3_000 },
  block: { start: 40_000 },
  country: { start: 400_000, most: 400_000, goodName: 1_000 },
  all: { start: 400_000, most: 400_000 },
};
const guard = { mode: 'enforce', terms } as const;

/** Takes every turn that a verification can take, one after the other, and looks at what is stored after each. */
export async function tell(run: StoryRun): Promise<void> {
  const turns = [
    verifies,
    makesMistakes,
    guesses,
    solvesChallenges,
    reachesLimits,
    hasAnAccount,
    usesHomeserver,
    isConcealed,
    asksAnotherServer,
    usesUpABudget,
    meetsFailingProvider,
    meetsFailingParts,
    meetsFullStorage,
    rotatesSecrets,
    isForgotten,
  ];
  for (const turn of turns) {
    await turn(run);
    await run.look();
  }
}

/** A person who asks for a code. */
interface Asker {
  readonly phone: Phone;
  readonly clientSecret: string;
  readonly address: string;
}

function newAsker(run: StoryRun, name: string, address = run.newAddress(`the address of ${name}`)): Asker {
  return {
    phone: run.newPhone(`the number of ${name}`),
    clientSecret: run.newText(`the client secret of ${name}`),
    address,
  };
}

function asking(
  { phone, clientSecret, address }: Asker,
  more: Readonly<Record<string, unknown>> = {},
): StoryCall {
  const body = {
    client_secret: clientSecret,
    country: 'GB',
    phone_number: phone.national,
    send_attempt: 1,
    ...more,
  };
  return { method: 'POST', path: `${v1}/validate/msisdn/requestToken`, body, address, about: phone };
}

/** Asks, and answers the sid. */
async function opened(run: StoryRun, threepid: Threepid, call: StoryCall): Promise<string> {
  const { status, json } = await run.call(threepid, call);
  expect(status, JSON.stringify(json)).to.equal(200);
  const sid = String(json['sid']);
  return run.tell(`the sid ${sid.slice(0, 2)} of ${String(run.lines.length)}`, sid);
}

async function refused(run: StoryRun, threepid: Threepid, call: StoryCall, errcode: string): Promise<Answer> {
  const answer = await run.call(threepid, call);
  expect(answer.errcode, JSON.stringify(answer.json)).to.equal(errcode);
  return answer;
}

function submitting({ clientSecret }: Asker, sid: string, token: string): StoryCall {
  const body = { sid, client_secret: clientSecret, token };
  return { method: 'POST', path: `${v1}/validate/msisdn/submitToken`, body };
}

function opening({ clientSecret }: Asker, sid: string, token: string): StoryCall {
  const query = { sid, client_secret: clientSecret, token };
  return { method: 'GET', path: `${v1}/validate/msisdn/submitToken`, query };
}

function reading({ clientSecret, phone }: Asker, sid: string): StoryCall {
  const query = { sid, client_secret: clientSecret };
  return { method: 'GET', path: `${v1}/3pid/getValidated3pid`, query, about: phone };
}

/** Asked twice, a wrong code, the page, the right code twice, and the number read. */
async function verifies(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody who verifies', run.newIPv4Address('an IPv4 address'));
  const nextLink = run.tell('the next_link', `https://app.example.org/${randomUUID()}`);
  const sid = await opened(run, threepid, asking(person, { next_link: nextLink }));
  await opened(run, threepid, asking(person, { send_attempt: 2, phone_number: person.phone.e164 }));
  const { code } = run;
  const wrong = run.wrongCode('a wrong code');
  await refused(run, threepid, submitting(person, sid, wrong), 'M_TOKEN_INCORRECT');
  await refused(run, threepid, reading(person, sid), 'M_SESSION_NOT_VALIDATED');
  expect((await run.call(threepid, opening(person, sid, wrong))).status).to.equal(400);
  expect((await run.call(threepid, opening(person, sid, code))).status).to.equal(302);
  expect((await run.call(threepid, submitting(person, sid, code))).status).to.equal(200);
  expect((await run.call(threepid, reading(person, sid))).status).to.equal(200);
  await refused(run, threepid, reading(newAsker(run, 'a stranger'), sid), 'M_NO_VALID_SESSION');
}

/** Calls that are refused before anything happens. */
async function makesMistakes(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody who makes mistakes');
  const call = asking(person);
  const broken = JSON.stringify(call.body).slice(0, -1);
  await refused(run, threepid, { ...call, body: broken }, 'M_NOT_JSON');
  await refused(run, threepid, { ...call, body: JSON.stringify(person.phone.e164) }, 'M_BAD_JSON');
  const long = { phone_number: `${person.phone.national}123456` };
  await refused(run, threepid, asking(person, long), 'M_INVALID_ADDRESS');
  const secret = { client_secret: `${person.clientSecret} !` };
  await refused(run, threepid, asking(person, secret), 'M_INVALID_PARAM');
  const elsewhere = { next_link: `https://evil.example/${person.clientSecret}` };
  await refused(run, threepid, asking(person, elsewhere), 'M_INVALID_PARAM');
  const path = `/_matrix/identity/api/v1/${person.clientSecret}/${person.phone.e164}`;
  await refused(run, threepid, { ...call, path }, 'M_UNRECOGNIZED');
  await refused(run, threepid, { ...call, method: 'GET' }, 'M_UNRECOGNIZED');
  const landline = run.hide('a landline', '442071838750');
  await refused(run, threepid, asking(person, { phone_number: `+${landline}` }), 'M_DESTINATION_REJECTED');
}

/** Five wrong codes, and the right one too late. */
async function guesses(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody who guesses');
  const sid = await opened(run, threepid, asking(person));
  const { code } = run;
  for (let index = 1; index <= 5; index += 1)
    await run.call(threepid, submitting(person, sid, run.wrongCode(`guess ${String(index)}`)));
  await refused(run, threepid, submitting(person, sid, code), 'M_SESSION_EXPIRED');
}

/** A person behind an address that asks for many numbers: a wrong answer, the right one, and the same again. */
async function solvesChallenges(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const address = run.newAddress('the address of many');
  for (const index of [1, 2, 3])
    await opened(run, threepid, asking(newAsker(run, `person ${String(index)} of many`, address)));
  const person = newAsker(run, 'somebody who solves', address);
  const { json } = await refused(run, threepid, asking(person), 'M_LIMIT_EXCEEDED');
  const answer = run.hide(
    'the answer to a challenge',
    await solve(run, json['challenge'] as Required<Challenge>),
  );
  const other = { ...person, clientSecret: run.newText('the client secret of somebody who copies') };
  await refused(run, threepid, asking(other, { challenge_answer: answer }), 'M_LIMIT_EXCEEDED');
  await opened(run, threepid, asking(person, { challenge_answer: answer }));
  const again = { challenge_answer: answer, send_attempt: 2 };
  await refused(run, threepid, asking(person, again), 'M_LIMIT_EXCEEDED');
}

async function solve(run: StoryRun, { parameters, signature }: Required<Challenge>): Promise<string> {
  const challenge = { parameters, signature };
  const solution = await solveChallenge({ challenge, deriveKey });
  run.hide('the key that solves it', solution?.derivedKey ?? '');
  return btoa(JSON.stringify({ challenge, solution }));
}

/** The fixed limits, which apply without the guard; the guard in the mode `monitor`, which only logs. */
async function reachesLimits(run: StoryRun): Promise<void> {
  const unguarded = run.framework({ guard: { mode: 'off' } });
  const person = newAsker(run, 'somebody who asks often');
  const ask = (index: number, address: string): StoryCall => {
    const clientSecret = run.newText(`client secret ${String(index)} of somebody who asks often`);
    return asking({ ...person, clientSecret, address });
  };
  for (const index of [1, 2, 3]) await opened(run, unguarded, ask(index, person.address));
  await refused(run, unguarded, ask(4, person.address), 'M_LIMIT_EXCEEDED');
  for (const index of [5, 6])
    await opened(run, unguarded, ask(index, run.newAddress(`address ${String(index)}`)));
  await refused(run, unguarded, ask(7, run.newAddress('address 7')), 'M_LIMIT_EXCEEDED');
  const watched = run.framework({ guard: { ...guard, mode: 'monitor' } });
  const address = run.newAddress('the address that is watched');
  for (const index of [1, 2, 3, 4])
    await opened(run, watched, asking(newAsker(run, `person ${String(index)} that is watched`, address)));
}

/** The identity API v2: an account, its terms, a verification, and the end of its token. */
async function hasAnAccount(run: StoryRun): Promise<void> {
  const delegateSecret = run.newText('the secret of a delegate');
  const threepid = run.framework({ guard, delegates: { secrets: [delegateSecret] } });
  const openIdToken = run.newText('the OpenID token');
  const account = (path: string, body: unknown, headers = {}): StoryCall => ({
    method: 'POST',
    path: `${v2}${path}`,
    body,
    headers,
  });
  const token = {
    access_token: openIdToken,
    matrix_server_name: 'example.org',
    token_type: 'Bearer',
    expires_in: 9,
  };
  const { json } = await run.call(threepid, account('/account/register', token));
  await run.call(threepid, account('/account/register', token));
  await run.call(threepid, account('/account/register', { ...token, access_token: 'broken' }));
  const headers = { authorization: `Bearer ${run.tell('the access token', String(json['token']))}` };
  const person = newAsker(run, 'somebody with an account');
  const call = { ...asking(person), path: `${v2}/validate/msisdn/requestToken`, headers };
  await refused(run, threepid, call, 'M_TERMS_NOT_SIGNED');
  await run.call(threepid, account('/terms', { user_accepts: [termsUrl] }, headers));
  const sid = await opened(run, threepid, call);
  await run.call(threepid, {
    ...submitting(person, sid, run.code),
    path: `${v2}/validate/msisdn/submitToken`,
    headers,
  });
  await run.call(threepid, { ...reading(person, sid), path: `${v2}/3pid/getValidated3pid`, headers });
  await run.call(threepid, account('/account/logout', {}, headers));
  await refused(run, threepid, call, 'M_UNAUTHORIZED');
  const forwarded = run.newAddress('an address that a delegate names');
  const delegate = { authorization: `Bearer ${delegateSecret}`, 'x-threepid-client-address': forwarded };
  await opened(run, threepid, { ...asking(newAsker(run, 'somebody behind a delegate')), headers: delegate });
}

/** The homeserver's endpoints, which tell whether a number has an account. */
async function usesHomeserver(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const { taken, free } = takenAndFree(run, 'told');
  await refused(run, threepid, atHomeserver('register', taken), 'M_THREEPID_IN_USE');
  await refused(run, threepid, atHomeserver('account/password', free), 'M_THREEPID_NOT_FOUND');
  const sid = await opened(run, threepid, atHomeserver('account/3pid', free));
  await run.call(threepid, submitting(free, sid, run.code));
  const headers = { authorization: `Bearer alice${run.newText("the homeserver's access token")}` };
  const body = { sid, client_secret: free.clientSecret };
  const add = { method: 'POST', path: `${client}/account/3pid/add`, headers } as const;
  expect((await run.call(threepid, { ...add, body })).status).to.equal(401);
  const auth = { type: 'm.login.password', password: run.newText('the password') };
  expect((await run.call(threepid, { ...add, body: { ...body, auth } })).status).to.equal(200);
  await run.call(threepid, { ...add, body: { ...body, auth } });
  run.owners.delete(taken.phone.e164.slice(1));
  const list = { method: 'GET', path: `${client}/account/3pid`, headers, about: free.phone } as const;
  const { json } = await run.call(threepid, list);
  expect(json['threepids']).to.have.lengthOf(1);
}

function takenAndFree(run: StoryRun, how: string): { readonly taken: Asker; readonly free: Asker } {
  const taken = newAsker(run, `an account that is ${how}`);
  run.owners.set(taken.phone.e164.slice(1), alice);
  return { taken, free: newAsker(run, `nobody that is ${how}`) };
}

function atHomeserver(what: string, asker: Asker, more: Readonly<Record<string, unknown>> = {}): StoryCall {
  return { ...asking(asker, more), path: `${client}/${what}/msisdn/requestToken` };
}

/** The same endpoints, which answer alike: the message says what to do. */
async function isConcealed(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard, homeserver: run.homeserver('concealed') });
  const { taken, free } = takenAndFree(run, 'concealed');
  await opened(run, threepid, atHomeserver('register', taken));
  const sid = await opened(run, threepid, atHomeserver('account/password', free));
  await refused(
    run,
    threepid,
    submitting(free, sid, run.wrongCode('a code of no session')),
    'M_TOKEN_INCORRECT',
  );
}

/** A trusted identity server, which opens sessions, refuses and fails; and one that nobody trusts. */
async function asksAnotherServer(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody with another identity server');
  const token = run.newText('the access token at another server');
  const call = atHomeserver('register', person, { id_server: 'id.example.org', id_access_token: token });
  expect((await run.call(threepid, call)).status).to.equal(200);
  const refusal = { kind: 'error', status: 400, errcode: 'M_SEND_ERROR', error: 'No', fields: {} } as const;
  run.identityServer = () => Promise.resolve(refusal);
  await refused(run, threepid, call, 'M_SEND_ERROR');
  run.identityServer = (relayed) => Promise.reject(new Error(JSON.stringify(relayed)));
  await refused(run, threepid, call, 'M_UNKNOWN');
  const untrusted = { id_server: `${person.clientSecret}.example`, id_access_token: token };
  await refused(run, threepid, atHomeserver('register', person, untrusted), 'M_SERVER_NOT_TRUSTED');
}

/** A budget for five messages. */
async function usesUpABudget(run: StoryRun): Promise<void> {
  const budgets = { countries: { GB: { month: 100 } }, day: 5 };
  const threepid = run.framework({ guard: { ...guard, prices: { GB: 1 }, budgets } });
  const ask = (index: number): StoryCall => asking(newAsker(run, `person ${String(index)} that costs money`));
  let answer = await run.call(threepid, ask(0));
  for (let index = 1; index < 8 && answer.status === 200; index += 1)
    answer = await run.call(threepid, ask(index));
  expect(answer.errcode).to.equal('M_LIMIT_EXCEEDED');
}

/** A provider that answers, and throws, what it was given. */
async function meetsFailingProvider(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const provider = run.provider;
  const results: readonly ((cause: Error) => Promise<SmsResult>)[] = [
    (cause) => Promise.resolve({ kind: 'refused', cause }),
    (cause) => Promise.resolve({ kind: 'unavailable', taken: 'no', cause }),
    (cause) => Promise.resolve({ kind: 'unavailable', taken: 'unknown', cause }),
    (cause) => Promise.resolve({ kind: 'rejected-destination', cause }),
    (cause) => Promise.reject(cause),
  ];
  for (const [index, resultOf] of results.entries()) {
    run.provider = (message) =>
      resultOf(Object.assign(new Error(JSON.stringify(message)), { config: { ...message } }));
    const { errcode } = await run.call(
      threepid,
      asking(newAsker(run, `person ${String(index)} without luck`)),
    );
    expect(errcode).to.be.oneOf(['M_SEND_ERROR', 'M_DESTINATION_REJECTED', undefined]);
  }
  run.provider = provider;
}

/** Each part of the host fails, and repeats what it was given. */
async function meetsFailingParts(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const watched = run.framework({ guard: { ...guard, mode: 'monitor' } });
  const person = newAsker(run, 'somebody at a bad time');
  const sid = await opened(run, threepid, asking(person));
  for (const method of ['open', 'settle', 'charge', 'reserve', 'spend', 'outcomeOf'])
    await run.while([method], async () => {
      const other = newAsker(run, `somebody while ${method} fails`);
      await run.call(threepid, asking(other));
      await run.call(watched, asking(other, { send_attempt: 2 }));
      run.pass(minute);
    });
  await run.while(['open', 'refund', 'release'], async () => {
    await run.call(threepid, asking(newAsker(run, 'somebody who gets nothing back')));
  });
  await run.while(['payBack'], async () => {
    await run.call(threepid, submitting(person, sid, run.code));
  });
  await run.while(['submit', 'read', 'consume', 'ownerOf', 'forget'], async () => {
    await refused(run, threepid, submitting(person, sid, run.code), 'M_UNKNOWN');
    await refused(run, threepid, reading(person, sid), 'M_UNKNOWN');
    await refused(run, threepid, atHomeserver('register', person), 'M_UNKNOWN');
    expect(await run.rejected(threepid.forget(person.phone.e164))).to.include('StorageUnavailable');
  });
}

/** Redis refuses each script by itself. */
async function meetsFullStorage(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody while the storage is full');
  run.pass(minute);
  await run.backend.whileFull(async () => {
    await run.call(threepid, asking(person));
    await run.call(threepid, atHomeserver('register', person, { send_attempt: 2 }));
  });
}

/** A session goes on under a new secret. */
async function rotatesSecrets(run: StoryRun): Promise<void> {
  const person = newAsker(run, 'somebody with two secrets');
  const sid = await opened(run, run.framework({ guard }), asking(person));
  const { code } = run;
  const short = run.hide('a short secret', 'kitten-of-my-aunt');
  const rotated = run.framework({ guard, secret: [short, run.secret] });
  expect((await run.call(rotated, submitting(person, sid, code))).status).to.equal(200);
}

/** Erasure, also of a number that was never there, and of what isn't one; a message on its way meanwhile. */
async function isForgotten(run: StoryRun): Promise<void> {
  const threepid = run.framework({ guard });
  const person = newAsker(run, 'somebody who is forgotten');
  const sid = await opened(run, threepid, asking(person));
  await threepid.forget(person.phone.e164);
  await threepid.forget(run.newPhone('a number that was never there').e164);
  expect(await run.rejected(threepid.forget(person.phone.national))).to.equal('M_INVALID_PARAM');
  await refused(run, threepid, submitting(person, sid, run.code), 'M_NO_VALID_SESSION');
  const { provider } = run;
  run.provider = async (message) => {
    await threepid.forget(message.to);
    return provider(message);
  };
  await run.call(threepid, asking(person, { send_attempt: 3 }));
  run.provider = provider;
}
