import { expect } from 'chai';
import { SynapsePerson, type HomeserverAnswer, type OwnPhone, type PhoneSession } from './person.js';
import { Site } from './site.js';

/** Number of people so far: each has a name, an address and a number of their own. */
let people = 0;

/** A number of the United Kingdom, as a person there types it. */
interface TypedPhone extends OwnPhone {
  readonly e164: string;
}

/** A real Synapse, set up by docs/synapse.md, and people who call it as Element does. */
for (const storage of ['memory', 'redis'] as const)
  describe(`Synapse with threepid as its delegate, on ${storage === 'redis' ? 'Redis, threepid restarted between the steps' : 'memory'}`, () => {
    let site: Site;
    before(async () => {
      site = await Site.start({ storage });
    });
    after(() => site.stop());

    it('registers a person by phone, and logs them in by number and password', async () => {
      const [person, phone] = newcomer(site);
      const asked = await person.askToRegister();
      expect([asked.status, asked.body['flows']]).to.deep.equal([401, [{ stages: ['m.login.msisdn'] }]]);
      const session = await person.open('register', phone);
      expect(session.submit_url).to.equal(`${site.homeserver}${submitPath}`);
      await site.betweenSteps();
      expect((await person.registerBy(session)).status).to.equal(401);
      expect(await person.submit(session, site.codeOf(phone.e164))).to.deep.equal(accepted);
      await site.betweenSteps();
      const registered = await person.registerBy(session);
      expect(registered.status).to.equal(200);
      expect(await person.numbers()).to.deep.equal([phone.e164.slice(1)]);
      const loggedIn = await person.logIn(phone);
      expect(loggedIn.body['user_id']).to.equal(registered.body['user_id']);
      expect((await person.logIn(phone, 'not their password')).status).to.equal(403);
    });

    it('answers requestToken with what clients show, and sends one message for one attempt', async () => {
      const [person, phone] = newcomer(site);
      const once = { client_secret: 'an.attempt', send_attempt: 1 };
      const first = await person.requestToken('register', phone, once);
      expect(first.body).to.include({ success: true, msisdn: phone.e164.slice(1) });
      await site.betweenSteps();
      expect(await person.requestToken('register', phone, once)).to.deep.equal(first);
      expect(site.messagesTo(phone.e164)).to.equal(1);
      const code = site.codeOf(phone.e164);
      await person.requestToken('register', phone, { ...once, send_attempt: 2 });
      expect([site.messagesTo(phone.e164), site.codeOf(phone.e164)]).to.deep.equal([2, code]);
    });

    it('adds a second number to an account, by which the person can log in too, and removes it', async () => {
      const [person, first] = await member(site);
      const [, second] = newcomer(site);
      const session = await person.open('account/3pid', second);
      await site.betweenSteps();
      expect((await person.add(session)).status).to.equal(400);
      expect(await person.submit(session, site.codeOf(second.e164))).to.deep.equal(accepted);
      await site.betweenSteps();
      expect(await person.add(session)).to.deep.equal({ status: 200, body: {} });
      expect(await person.numbers()).to.have.members([first, second].map(({ e164 }) => e164.slice(1)));
      expect((await person.logIn(second)).status).to.equal(200);
      expect((await person.remove(second.e164.slice(1))).status).to.equal(200);
      expect(await person.numbers()).to.deep.equal([first.e164.slice(1)]);
      expect((await person.logIn(second)).status).to.equal(403);
    });

    it('says that a number is in use, when a code is asked for and when it was taken meanwhile', async () => {
      const [late, phone] = newcomer(site);
      const session = await verified(site, late, 'register', phone);
      await member(site, phone);
      const messages = site.messagesTo(phone.e164);
      expect(ofError(await late.registerBy(session))).to.deep.equal([400, 'M_THREEPID_IN_USE']);
      expect(ofError(await late.requestToken('register', phone))).to.deep.equal([400, 'M_THREEPID_IN_USE']);
      const [other] = await member(site);
      expect(ofError(await other.requestToken('account/3pid', phone))).to.deep.equal([
        400,
        'M_THREEPID_IN_USE',
      ]);
      expect(site.messagesTo(phone.e164)).to.equal(messages);
    });

    it('lets nobody in by a wrong code, and by no code after five wrong ones', async () => {
      const [person, phone] = newcomer(site);
      const session = await person.open('register', phone);
      const code = site.codeOf(phone.e164);
      for (let guess = 1; guess <= 5; guess += 1) {
        const { status, body } = await person.submit(session, otherThan(code));
        expect([status, body['success'], body['errcode']]).to.deep.equal([200, false, 'M_TOKEN_INCORRECT']);
        if (guess === 3) await site.betweenSteps();
      }
      const { status, body } = await person.submit(session, code);
      expect([status, body['success'], body['errcode']]).to.deep.equal([200, false, 'M_SESSION_EXPIRED']);
      expect((await person.registerBy(session)).status).to.equal(401);
    });

    it('lets a person in by the right code after a wrong one', async () => {
      const [person, phone] = newcomer(site);
      const session = await person.open('register', phone);
      const code = site.codeOf(phone.e164);
      expect((await person.submit(session, otherThan(code))).body['success']).to.equal(false);
      await site.betweenSteps();
      expect(await person.submit(session, code)).to.deep.equal(accepted);
      expect((await person.registerBy(session)).status).to.equal(200);
    });

    it("verifies nothing by another session's code or secret", async () => {
      const [person, phone] = newcomer(site);
      const [other, otherPhone] = newcomer(site);
      const [session, others] = [
        await person.open('register', phone),
        await other.open('register', otherPhone),
      ];
      const stolen = { ...others, client_secret: session.client_secret };
      const { body } = await person.submit(stolen, site.codeOf(otherPhone.e164));
      expect([body['success'], body['errcode']]).to.deep.equal([false, 'M_NO_VALID_SESSION']);
      await other.submit(others, site.codeOf(otherPhone.e164));
      expect((await person.registerBy(stolen)).status).to.equal(401);
      expect((await person.registerBy(session)).status).to.equal(401);
    });

    it('lets nobody in by an expired code, and lets them in by the next one', async () => {
      const [person, phone] = newcomer(site);
      const again = { client_secret: 'an.expired.code' };
      const opened = await person.open('register', phone, again);
      const session = { ...opened, ...again };
      const old = site.codeOf(phone.e164);
      await site.later(1);
      await site.betweenSteps();
      const { status, body } = await person.submit(session, old);
      expect([status, body['success'], body['errcode']]).to.deep.equal([200, false, 'M_SESSION_EXPIRED']);
      expect((await person.registerBy(session)).status).to.equal(401);
      await person.open('register', phone, { ...again, send_attempt: 2 });
      expect(await person.submit(session, site.codeOf(phone.e164))).to.deep.equal(accepted);
      expect((await person.registerBy(session)).status).to.equal(200);
    });

    it('takes a verified number for 24 hours, and no longer', async () => {
      const [inTime, phone] = newcomer(site);
      const [late, latePhone] = newcomer(site);
      const session = await verified(site, inTime, 'register', phone);
      const expiring = await verified(site, late, 'register', latePhone);
      await site.later(24 * 6 - 1);
      await site.betweenSteps();
      expect((await inTime.registerBy(session)).status).to.equal(200);
      await site.later(1);
      expect((await late.registerBy(expiring)).status).to.equal(401);
    });

    it('resets no password by phone: Synapse offers only email, as the page says', async () => {
      const [person, phone] = await member(site);
      const { status, body } = await person.requestToken('account/password', phone);
      expect([status, body['errcode']]).to.deep.equal([404, 'M_UNRECOGNIZED']);
      await person.remove(phone.e164.slice(1));
      const session = await verified(site, person, 'register', phone);
      const reset = await person.resetBy(session, 'a new password');
      expect(reset.status).to.equal(401);
      expect(JSON.stringify(reset.body['flows'])).not.to.include('msisdn');
    });

    it('passes on when a number may have its next message', async () => {
      const [person, phone] = newcomer(site);
      for (let request = 1; request <= 4; request += 1)
        expect((await person.requestToken('register', phone)).status).to.equal(200);
      await site.betweenSteps();
      const { status, body } = await person.requestToken('register', phone);
      expect([status, body['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
      expect(body['retry_after_ms']).to.be.within(1, 24 * 3_600_000);
      expect(site.messagesTo(phone.e164)).to.equal(4);
    });

    it('has a limit of its own for an address, without calling threepid', async () => {
      const [person, first] = newcomer(site);
      const phones = [first, ...Array.from({ length: 5 }, () => newcomer(site)[1])];
      const statuses: number[] = [];
      for (const phone of phones) statuses.push((await person.requestToken('register', phone)).status);
      expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 429]);
      expect(phones.map(({ e164 }) => site.messagesTo(e164))).to.deep.equal([1, 1, 1, 1, 1, 0]);
    });

    it('logs numbers, and threepid does not', () => {
      const number = site.sns.messages[0]?.to.slice(1) ?? 'none';
      expect(site.synapseLog).to.include(number);
      for (const { to } of site.sns.messages) expect(site.threepidLog).not.to.include(to.slice(3));
    });

    if (storage === 'redis')
      it('passes on that threepid has no storage, lets nobody in meanwhile, and goes on when it is back', async () => {
        const [person, phone] = newcomer(site);
        const session = await person.open('register', phone);
        const code = site.codeOf(phone.e164);
        site.redis.freeze();
        expect((await person.requestToken('register', newcomer(site)[1])).status).to.equal(503);
        const submitted = await person.submit(session, code);
        expect(submitted.status).to.equal(400);
        expect(submitted.body['error']).to.equal('Error contacting the identity server');
        expect((await person.registerBy(session)).status).to.equal(401);
        site.redis.thaw();
        await site.betweenSteps();
        expect(await person.submit(session, code)).to.deep.equal(accepted);
        expect((await person.registerBy(session)).status).to.equal(200);
      });
  });

const submitPath = '/_matrix/client/unstable/add_threepid/msisdn/submit_token';
const accepted: HomeserverAnswer = { status: 200, body: { success: true } };

function newcomer(site: Site): readonly [SynapsePerson, TypedPhone] {
  people += 1;
  // Each in a block of 10,000 numbers of its own: the guard counts what is not verified in a block.
  const digits = String(400_000_000 + people * 12_345).slice(1);
  const phone = { country: 'GB', phone_number: `074${digits}`, e164: `+4474${digits}` };
  return [new SynapsePerson(site.homeserver, `person-${people}`, `192.0.2.${people}`), phone];
}

/** Asks for a code and submits it. */
async function verified(
  site: Site,
  person: SynapsePerson,
  call: 'register' | 'account/3pid',
  phone: TypedPhone,
): Promise<PhoneSession> {
  const session = await person.open(call, phone);
  expect(await person.submit(session, site.codeOf(phone.e164))).to.deep.equal(accepted);
  return session;
}

/** A person who has registered by a number. */
async function member(site: Site, number?: TypedPhone): Promise<readonly [SynapsePerson, TypedPhone]> {
  const [person, own] = newcomer(site);
  const phone = number ?? own;
  const { status, body } = await person.registerBy(await verified(site, person, 'register', phone));
  expect(status, JSON.stringify(body)).to.equal(200);
  return [person, phone];
}

function otherThan(code: string): string {
  return code === '123456' ? '654321' : '123456';
}

function ofError({ status, body }: HomeserverAnswer): readonly unknown[] {
  return [status, body['errcode']];
}
