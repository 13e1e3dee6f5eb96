import type { HttpResponse } from '@threepid/core';
import { expect } from 'chai';
import { call, createFramework, RecordingSmsSender, type TestFramework } from '../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../test-accounts.js';

const client = '/_matrix/client/v3';
const identity = '/_matrix/identity/api/v1';
const register = `${client}/register/msisdn/requestToken`;
const add = `${client}/account/3pid/msisdn/requestToken`;
const password = `${client}/account/password/msisdn/requestToken`;
const verify = `${identity}/validate/msisdn/requestToken`;
const minute = 60_000;

/** What somebody does who wants to know whether a number has an account. */
interface Prober {
  ask(path: string, attempt?: number): Promise<void>;
  submit(token: string): Promise<void>;
  read(): Promise<void>;
  wait(ms: number): void;
}

/** All that they get to see: statuses, headers and bodies, with the sid as a mere form. */
async function seenBy(
  phoneNumber: string,
  probe: (prober: Prober) => Promise<void>,
): Promise<readonly unknown[]> {
  const framework = createFramework({
    accountDirectory: new TestAccounts(),
    homeserver: {
      publicUrl: 'https://matrix.example.org',
      availability: 'concealed',
    },
    limits: { perNumber: [{ messages: 4, windowMs: minute }] },
  });
  const seen: unknown[] = [];
  await probe(proberOf(framework, phoneNumber, seen));
  return seen;
}

function proberOf(framework: TestFramework, phone_number: string, seen: unknown[]): Prober {
  let sid = '';
  const note = ({ status, headers, body }: HttpResponse): void => {
    seen.push([status, headers, body.replace(/"sid":"[\w-]{24}"/, '"sid":"24 characters"')]);
  };
  const session = (): Record<string, string> => ({ sid, client_secret: 'a.secret' });
  return {
    ask: async (path, send_attempt = 1) => {
      const body = { client_secret: 'a.secret', country: '', phone_number, send_attempt };
      const answer = await call(framework, 'POST', path, body);
      const { sid: opened } = answer.json();
      if (typeof opened === 'string') sid = opened;
      // The identity API shows the number back to who typed it.
      note({ ...answer, body: answer.body.replace(/"msisdn":.*/, '"msisdn"') });
    },
    submit: async (token) => {
      note(await call(framework, 'POST', `${identity}/validate/msisdn/submitToken`, { ...session(), token }));
      const query = new URLSearchParams({ ...session(), token }).toString();
      note(await call(framework, 'GET', `${identity}/validate/msisdn/submitToken?${query}`));
    },
    read: async () => {
      const query = new URLSearchParams(session()).toString();
      note(await call(framework, 'GET', `${identity}/3pid/getValidated3pid?${query}`));
    },
    wait: (ms) => {
      framework.clock.advance(ms);
    },
  };
}

const probes: Readonly<Record<string, (prober: Prober) => Promise<void>>> = {
  'asking to register': (prober) => prober.ask(register),
  'asking to add': (prober) => prober.ask(add),
  'asking to reset a password': (prober) => prober.ask(password),
  'asking again, with the same and with a greater attempt': async (prober) => {
    for (const attempt of [1, 1, 2, 2, 0, 3]) await prober.ask(register, attempt);
  },
  'asking until the limit says no': async (prober) => {
    for (let attempt = 1; attempt <= 6; attempt += 1) await prober.ask(register, attempt);
  },
  'guessing until the session is dead': async (prober) => {
    await prober.ask(register);
    for (let guess = 0; guess < 7; guess += 1) await prober.submit('12345');
    await prober.ask(register, 2);
    await prober.submit('12345');
  },
  'reading the session': async (prober) => {
    await prober.ask(register);
    await prober.read();
  },
  'waiting until the code is too old': async (prober) => {
    await prober.ask(register);
    prober.wait(10 * minute - 1);
    await prober.submit('12345');
    prober.wait(1);
    await prober.submit('12345');
    await prober.read();
  },
  'waiting until the session is gone': async (prober) => {
    await prober.ask(register);
    prober.wait(24 * 60 * minute);
    await prober.submit('12345');
    await prober.read();
  },
  'asking for a verification first, and to register later': async (prober) => {
    await prober.ask(verify);
    prober.wait(9 * minute);
    await prober.ask(register, 2);
    prober.wait(minute);
    await prober.submit('12345');
  },
  'asking to register first, and for a verification later': async (prober) => {
    await prober.ask(register);
    prober.wait(9 * minute);
    await prober.ask(verify, 2);
    prober.wait(minute);
    await prober.submit('12345');
    await prober.read();
  },
  'asking to register, to reset and to add in one session': async (prober) => {
    for (const [index, path] of [register, password, add, register].entries()) {
      await prober.ask(path, index + 1);
      prober.wait(4 * minute);
      await prober.submit('12345');
      await prober.read();
    }
  },
};

describe('concealed availability', () => {
  for (const [title, probe] of Object.entries(probes)) {
    it(`shows no difference to somebody who tries ${title}`, async () => {
      const [free, taken] = [await seenBy(freeNumber, probe), await seenBy(takenNumber, probe)];
      expect(free).to.deep.equal(taken);
      expect(free).not.to.have.lengthOf(0);
    });
  }

  it('sends one message either way: a code, or what to do instead', async () => {
    for (const [path, number, purpose] of [
      [register, freeNumber, 'verify'],
      [register, takenNumber, 'in-use'],
      [password, takenNumber, 'verify'],
      [password, freeNumber, 'not-found'],
    ] as const) {
      const framework = createFramework({
        accountDirectory: new TestAccounts(),
        homeserver: {
          publicUrl: 'https://matrix.example.org',
          availability: 'concealed',
        },
      });
      await call(framework, 'POST', path, {
        client_secret: 'a',
        country: '',
        phone_number: number,
        send_attempt: 1,
      });
      expect(framework.sms.messages.map((message) => message.purpose)).to.deep.equal([purpose]);
      expect(framework.log.filter(({ level }) => level !== 'debug')).to.have.lengthOf(2);
    }
  });

  it('lets no sender route by what only one of both has: each message is as if it were the first, and not judged', async () => {
    const sms = Object.assign(new RecordingSmsSender(), { report: () => Promise.resolve() });
    for (const phone_number of [freeNumber, takenNumber]) {
      const framework = createFramework({
        sms,
        limits: false,
        accountDirectory: new TestAccounts(),
        homeserver: { publicUrl: 'https://matrix.example.org', availability: 'concealed' },
      });
      for (const [index, path] of [register, register, verify, register].entries())
        await call(framework, 'POST', path, {
          client_secret: 'a',
          country: '',
          phone_number,
          send_attempt: index + 1,
        });
    }
    const routed = sms.messages.map(({ isJudged, previous }) => [isJudged, previous?.sender]);
    const [free, taken] = [routed.slice(0, 4), routed.slice(4)];
    expect(free).to.deep.equal(taken);
    const unknown = [false, undefined];
    expect(free).to.deep.equal([unknown, unknown, [true, undefined], unknown]);
  });

  it('is passed no code, right or wrong, by a decoy', async () => {
    const framework = createFramework({
      accountDirectory: new TestAccounts(),
      homeserver: {
        publicUrl: 'https://matrix.example.org',
        availability: 'concealed',
      },
    });
    const number = { client_secret: 'a', country: '', phone_number: takenNumber };
    // The code of a real session of the same triple must not finish it once it is a decoy.
    await call(framework, 'POST', verify, { ...number, send_attempt: 1 });
    const code = framework.lastCode();
    const { sid } = (await call(framework, 'POST', register, { ...number, send_attempt: 2 })).json();
    const answer = await call(framework, 'POST', `${identity}/validate/msisdn/submitToken`, {
      sid,
      client_secret: 'a',
      token: code,
    });
    expect(answer.json()).to.include({ errcode: 'M_TOKEN_INCORRECT' });
  });
});
