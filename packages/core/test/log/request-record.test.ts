import { inRequest, requestId, type RequestRecord, type ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { HeardEvents } from '../events/heard-events.js';
import { call, createFramework, type TestFramework } from '../framework.js';
import { freeNumber } from '../test-accounts.js';

const base = '/_matrix/identity/api/v1';

function ask(framework: TestFramework, id: string | undefined, client_secret = 'a'): Promise<unknown> {
  const body = JSON.stringify({ client_secret, country: '', phone_number: freeNumber, send_attempt: 1 });
  const path = `${base}/validate/msisdn/requestToken`;
  const request = { method: 'POST', path, query: '', headers: {}, body, remoteAddress: undefined };
  return framework.threepid.handle({ ...request, id });
}

function idsOf({ log }: TestFramework): ReadonlySet<unknown> {
  return new Set(log.map(({ fields }) => fields['requestId']));
}

describe('the id of a request', () => {
  it('is on each of its log lines and events, and is known to what it leads to', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard, limits: false });
    const seen: unknown[] = [];
    framework.sms.answer = async ({ to }) => {
      await setImmediate();
      seen.push(requestId());
      return { kind: 'sent', messageId: to };
    };
    await Promise.all(Array.from({ length: 100 }, (_, index) => ask(framework, `id-${index}`, `s${index}`)));
    expect(new Set(seen)).to.have.lengthOf(100);
    expect(idsOf(framework)).to.deep.equal(new Set(seen));
    for (const kind of ['requested', 'sent', 'answered'] as const)
      expect(new Set(heard.of(kind).map((event) => event.requestId)), kind).to.deep.equal(new Set(seen));
    expect(requestId()).to.equal(undefined);
  });

  it('is made, if the host has none or one that has no place in a log', async () => {
    for (const id of [undefined, '', 'a\nb', 'x'.repeat(129)]) {
      const framework = createFramework();
      await ask(framework, id);
      expect([...idsOf(framework)][0]).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('is none if it is switched off, so that nothing follows the request', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard, requestIds: false });
    await ask(framework, 'mine');
    expect(idsOf(framework)).to.deep.equal(new Set([undefined]));
    expect(heard.all.map((event) => event.requestId)).to.deep.equal([undefined, undefined, undefined]);
  });

  it('is that of the host, if it has entered a record of its own, which is filled', async () => {
    const homeserver: Partial<ThreepidOptions> = { identityV1: { pathPrefix: '/hard-to-guess' } };
    const framework = createFramework(homeserver);
    const record: RequestRecord = { id: 'host' };
    const body = { client_secret: 'a', country: '', phone_number: freeNumber, send_attempt: 1 };
    const path = `${base}/validate/msisdn/requestToken`;
    await inRequest(record, () => call(framework, 'POST', `/hard-to-guess${path}`, body));
    expect(idsOf(framework)).to.deep.equal(new Set(['host']));
    const { msisdn, ...others } = record;
    expect(others).to.deep.equal({ id: 'host', route: path, outcome: 'ok', country: 'GB' });
    expect(msisdn).to.match(/\*/).and.not.to.contain('7400654321');
    const failed: RequestRecord = { id: 'host' };
    await inRequest(failed, () => call(framework, 'GET', '/_matrix/identity/a'));
    expect(failed).to.deep.equal({ id: 'host', outcome: 'M_UNRECOGNIZED' });
  });
});
