import type { ThreepidEvent, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { RaisedEvents } from '../../dist/events/raised-events.js';
import {
  call,
  createFramework,
  noAddressLimits,
  recordingLogger,
  TestClock,
  type LogLine,
  type TestFramework,
} from '../framework.js';
import { freeNumber } from '../test-accounts.js';
import { HeardEvents } from './heard-events.js';

const unlimited = { limits: { ...noAddressLimits, perNumber: [] } };

function ask({ threepid }: TestFramework, clientSecret = 'a.secret'): Promise<{ readonly sid: string }> {
  return threepid.requestToken({ clientSecret, country: 'GB', phoneNumber: freeNumber });
}

describe('a listener to events', () => {
  it('may be a function, or an object whose method is called as one', async () => {
    const heard = new HeardEvents();
    await ask(createFramework({ events: heard }));
    await ask(createFramework({ events: (event) => void heard.all.push(event) }));
    expect(heard.taken()).to.deep.equal(['requested', 'sent', 'requested', 'sent']);
  });

  it('learns when it was', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard });
    framework.sms.answer = () => {
      framework.clock.advance(700);
      return Promise.resolve({ kind: 'sent', messageId: 'id' });
    };
    const at = framework.clock.now();
    await ask(framework);
    expect(heard.all.map((event) => event.at)).to.deep.equal([at, at + 700]);
    expect(heard.of('sent')).to.deep.include.members([{ ...heard.of('sent')[0], durationMs: 700 }]);
  });

  const failing: Readonly<Record<string, Exclude<ThreepidOptions['events'], undefined>>> = {
    throws: () => {
      throw new Error('+447400654321');
    },
    rejects: () => Promise.reject(new Error('+447400654321')),
    'never answers': () => new Promise(() => undefined),
    'gives something that throws once it is looked at': () =>
      new Proxy(Promise.resolve(), {
        get: () => {
          throw new Error('+447400654321');
        },
      }),
  };
  for (const [what, events] of Object.entries(failing)) {
    it(`that ${what} delays and harms nothing, and fills no log`, async () => {
      const framework = createFramework({ ...unlimited, events });
      const asked = Array.from({ length: 200 }, (_, index) => ask(framework, `secret${String(index)}`));
      expect(await Promise.all(asked)).to.have.lengthOf(200);
      await setImmediate();
      const lines = framework.log.filter(({ message }) => message === 'a listener to events failed');
      expect(lines).to.have.lengthOf(what === 'never answers' ? 0 : 1);
      for (const { fields } of lines) expect(fields['err']).to.have.property('type');
      expect(JSON.stringify(lines)).not.to.contain('7400654321');
    });
  }
});

describe('an event that nobody listens to', () => {
  it('goes nowhere, the log included', () => {
    const log: LogLine[] = [];
    const raised = new RaisedEvents(undefined, new TestClock(), recordingLogger(log));
    raised.raise({ kind: 'delivered', provider: 'recording', state: 'delivered', country: 'GB' });
    expect(raised.isOn).to.equal(false);
    expect(log).to.deep.equal([]);
  });
});

describe('an answer over HTTP', () => {
  const base = '/_matrix/identity/api/v1';

  async function answered(
    method: string,
    url: string,
    options: Partial<ThreepidOptions> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Partial<ThreepidEvent>> {
    const heard = new HeardEvents();
    await call(createFramework({ ...options, events: heard }), method, url, undefined, headers);
    const [{ at, ...event } = { at: 0 }, ...others] = heard.all;
    expect(others).to.deep.equal([]);
    return event;
  }

  it('is an event with its route, status and time', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard });
    framework.sms.answer = () => {
      framework.clock.advance(30);
      return Promise.resolve({ kind: 'sent', messageId: 'id' });
    };
    const body = { client_secret: 'a', country: '', phone_number: freeNumber, send_attempt: 1 };
    await call(framework, 'POST', `${base}/validate/msisdn/requestToken`, body);
    const [event] = heard.of('answered');
    expect(event).to.deep.include({
      method: 'POST',
      route: `${base}/validate/msisdn/requestToken`,
      status: 200,
      errcode: undefined,
      durationMs: 30,
    });
    expect(heard.taken()).to.deep.equal(['requested', 'sent', 'answered']);
  });

  it('has the errcode of the answer, whatever its form is', async () => {
    const page = await answered('GET', `${base}/validate/msisdn/submitToken?sid=a&client_secret=b&token=1`);
    expect(page).to.deep.include({ status: 404, errcode: 'M_NO_VALID_SESSION' });
    const toDelegate = await answered(
      'POST',
      `${base}/validate/msisdn/submitToken`,
      { delegates: { secrets: ['a-secret-of-16-c'] } },
      { authorization: 'Bearer a-secret-of-16-c' },
    );
    expect(toDelegate).to.deep.include({ status: 400, errcode: 'M_MISSING_PARAMS' });
    expect(await answered('PUT', `${base}/validate/msisdn/submitToken`)).to.deep.include({
      route: `${base}/validate/msisdn/submitToken`,
      status: 405,
      errcode: 'M_UNRECOGNIZED',
    });
  });

  it('has no path that somebody made up, no method either, and no secret before the path', async () => {
    expect(await answered('GET', '/_matrix/identity/+447400654321')).to.deep.include({
      route: undefined,
      status: 404,
    });
    expect(await answered('+447400654321', base)).to.deep.include({ method: '_OTHER' });
    const identityV1 = { pathPrefix: '/hard-to-guess' };
    expect(await answered('GET', `/hard-to-guess${base}`, { identityV1 })).to.deep.include({ route: base });
  });

  it('is none, where the request is the host’s', async () => {
    const heard = new HeardEvents();
    const { threepid } = createFramework({ events: heard });
    const request = { method: 'GET', path: '/a', query: '', headers: {}, body: '', remoteAddress: undefined };
    expect(await threepid.handle(request)).to.equal(undefined);
    expect(heard.all).to.deep.equal([]);
  });
});
