import type { RequestRecord, SmsMessage, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { linked, noteCountry, noteNumber } from '../../dist/log/request-record.js';
import { HeardEvents } from '../events/heard-events.js';
import { createFramework, type TestFramework } from '../framework.js';
import { freeNumber } from '../test-accounts.js';

const base = '/_matrix/identity/api/v1';
const tooMany = { perNumber: [{ messages: 0, windowMs: 1_000 }] };

interface Asking {
  readonly id?: string | undefined;
  readonly record?: RequestRecord;
  readonly secret?: string;
  readonly prefix?: string;
}

function post({ threepid }: TestFramework, path: string, body: object, asking: Asking): Promise<unknown> {
  const { prefix = '', id, record } = asking;
  const request = { method: 'POST', query: '', headers: {}, remoteAddress: undefined };
  return threepid.handle({
    ...request,
    path: `${prefix}${base}/validate/msisdn/${path}`,
    body: JSON.stringify(body),
    id,
    record,
  });
}

function ask(framework: TestFramework, asking: Asking): Promise<unknown> {
  const { secret = 'a' } = asking;
  const body = { client_secret: secret, country: '', phone_number: freeNumber, send_attempt: 1 };
  return post(framework, 'requestToken', body, asking);
}

function idsOf({ log }: TestFramework): ReadonlySet<unknown> {
  return new Set(log.map(({ fields }) => fields['requestId']));
}

describe('the id of a request', () => {
  it('is on each of its log lines, events and messages, whatever else goes on', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard, limits: false, guard: { mode: 'monitor' } });
    framework.sms.answer = async ({ to }: SmsMessage) => {
      await setImmediate();
      return { kind: 'sent', messageId: to };
    };
    const ids = Array.from({ length: 100 }, (_, index) => `id-${String(index)}`);
    await Promise.all(ids.map((id) => ask(framework, { id, secret: id })));
    const all = new Set<unknown>(ids);
    expect(new Set(framework.sms.messages.map(({ requestId }) => requestId))).to.deep.equal(all);
    expect(idsOf(framework)).to.deep.equal(all);
    for (const kind of ['requested', 'sent', 'answered'] as const)
      expect(new Set(heard.of(kind).map(({ requestId }) => requestId)), kind).to.deep.equal(all);
  });

  it('is on the lines and events of a code that is submitted', async () => {
    const heard = new HeardEvents();
    const framework = createFramework({ events: heard });
    const { sid } = await framework.threepid.requestToken({
      clientSecret: 'a',
      country: 'GB',
      phoneNumber: freeNumber,
      record: { id: 'asked' },
    });
    const record: RequestRecord = { id: 'submitted' };
    for (const token of ['000000', framework.lastCode()])
      await post(framework, 'submitToken', { sid, client_secret: 'a', token }, { record });
    const submitted = [...heard.of('wrongCode'), ...heard.of('verified'), ...heard.of('answered')];
    expect(submitted.map(({ requestId }) => requestId)).to.deep.equal(Array(4).fill('submitted'));
    expect(idsOf(framework)).to.deep.equal(new Set(['asked', 'submitted']));
    expect(record).to.deep.include({ outcome: 'ok', country: 'GB' });
  });

  const refusals: Readonly<Record<string, Partial<ThreepidOptions>>> = {
    'a limit of the number': { limits: tooMany },
    'a limit of the client': { limits: { perAddress: tooMany.perNumber } },
    'the destination': { destinations: { deny: ['GB'] }, guard: {} },
    'the guard': { guard: { terms: { number: { start: 1_000, refill: 1, fade: 1 } } } },
    'a policy that fails': { sendPolicy: { judge: () => Promise.reject(new Error('x')) } },
  };
  for (const [what, options] of Object.entries(refusals)) {
    it(`is on the lines of what refuses a message: ${what}`, async () => {
      const framework = createFramework(options);
      const request = { clientSecret: 'a', country: 'GB', phoneNumber: freeNumber, record: { id: 'mine' } };
      await framework.threepid
        .requestToken({ clientAddress: '192.0.2.1', ...request })
        .catch(() => undefined);
      await ask(framework, { id: 'mine', secret: 'b' });
      expect(idsOf(framework)).to.deep.equal(new Set(['mine']));
    });
  }

  it('is made, if the host has none or one that has no place in a log', async () => {
    for (const id of [undefined, '', 'a\nb', 'x'.repeat(129)]) {
      const framework = createFramework();
      await ask(framework, { id });
      expect([...idsOf(framework)][0]).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('is that of the host’s record, which is filled', async () => {
    const framework = createFramework({ identityV1: { pathPrefix: '/hard-to-guess' } });
    const record: RequestRecord = { id: 'host' };
    await ask(framework, { record, prefix: '/hard-to-guess' });
    expect(idsOf(framework)).to.deep.equal(new Set(['host']));
    const { msisdn, ...others } = record;
    const route = `${base}/validate/msisdn/requestToken`;
    expect(others).to.deep.equal({ id: 'host', route, outcome: 'ok', country: 'GB' });
    expect(msisdn).to.match(/\*/).and.not.to.contain('7400654321');
    const failed: RequestRecord = { id: 'host' };
    await post(framework, 'unknown', {}, { record: failed });
    expect(failed).to.deep.equal({ id: 'host', outcome: 'M_UNRECOGNIZED' });
  });

  it('keeps its country where nobody knows another', () => {
    const record: RequestRecord = { id: 'host', country: 'GB' };
    noteCountry(record, undefined);
    expect(record).to.deep.equal({ id: 'host', country: 'GB' });
    noteCountry(record, 'DE');
    noteCountry(undefined, 'DE');
    expect(record).to.deep.equal({ id: 'host', country: 'DE' });
  });
});

describe('what has no request', () => {
  it('is logged without the id of one, and noted nowhere', () => {
    expect(linked(undefined, { err: 1 })).to.have.all.keys('err');
    expect(() => {
      noteNumber(undefined, { country: 'GB', msisdn: '447400123456' });
    }).not.to.throw();
  });
});
