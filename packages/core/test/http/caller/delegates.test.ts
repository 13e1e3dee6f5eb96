import {
  addressLost,
  type DelegateOptions,
  type SendCandidate,
  type SendVerdict,
  type ThreepidOptions,
} from '@threepid/core';
import { expect } from 'chai';
import { createDelegates } from '../../../dist/http/caller/delegates.js';
import { call, createFramework, type TestFramework } from '../../framework.js';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const secret = 'a shared secret without end'.replaceAll(' ', '-');
const oneAnHour = { perNumber: [], perAddress: [{ messages: 1, windowMs: 3_600_000 }] };
const person = '203.0.113.7';

/** Who calls: from which address, with which headers. */
interface Caller {
  readonly remoteAddress: string | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

function framework(delegates: DelegateOptions, more: Partial<ThreepidOptions> = {}): TestFramework {
  return createFramework({ limits: oneAnHour, delegates, ...more });
}

/** The statuses of so many requests, each for another number. */
async function statuses(
  subject: TestFramework,
  { remoteAddress, headers }: Caller,
  requests = 3,
): Promise<number[]> {
  const answers = Array.from({ length: requests }, (_, index) =>
    call(
      subject,
      'POST',
      path,
      {
        client_secret: `secret.${index}.${Math.random()}`,
        country: '',
        phone_number: `+4474001234${10 + index}`,
        send_attempt: 1,
      },
      headers,
      remoteAddress,
    ),
  );
  return (await Promise.all(answers)).map(({ status }) => status).sort();
}

const unlimited = [200, 200, 200];
const limited = [200, 429, 429];

describe('delegates', () => {
  it('have no limit per address, by address or by range', async () => {
    const cases: readonly (readonly [listed: string, address: string])[] = [
      ['192.0.2.1', '192.0.2.1'],
      ['192.0.2.0/24', '192.0.2.255'],
      ['192.0.2.1/32', '::ffff:192.0.2.1'],
      ['192.0.2.0/24', '::ffff:c000:201'],
      ['0.0.0.0/0', '198.51.100.1'],
      ['2001:db8::/32', '2001:db8:ffff::1'],
      ['2001:DB8::1', '2001:db8:0:0::1'],
      ['fe80::/10', 'fe80::1%eth0'],
      ['127.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::ffff:127.0.0.1'],
      ['::1', '::1'],
    ];
    for (const [listed, remoteAddress] of cases)
      expect(
        await statuses(framework({ addresses: [listed] }), { remoteAddress }),
        `${listed} ${remoteAddress}`,
      ).to.deep.equal(unlimited);
  });

  it('are not those beside a range, nor who has no address', async () => {
    const cases: readonly (readonly [listed: string, address: string])[] = [
      ['192.0.2.1', '192.0.2.2'],
      ['192.0.2.0/24', '192.0.3.0'],
      ['192.0.2.0/24', '2001:db8::1'],
      ['2001:db8::/33', '2001:db8:8000::1'],
      ['192.0.2.0/25', '::ffff:192.0.2.128'],
    ];
    for (const [listed, remoteAddress] of cases)
      expect(
        await statuses(framework({ addresses: [listed] }), { remoteAddress }),
        `${listed} ${remoteAddress}`,
      ).to.deep.equal(limited);
  });

  it('alone count against nobody: callers on loopback do not, nor those without an address', async () => {
    for (const remoteAddress of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '127.8.8.8', '', undefined]) {
      const answers = await statuses(framework({ addresses: ['192.0.2.1'] }), { remoteAddress });
      expect(answers, remoteAddress ?? 'undefined').to.deep.equal(limited);
    }
  });

  it('are not those whose address was lost with their connection', () => {
    const isDelegate = createDelegates({ addresses: ['0.0.0.0/0', '::/0'] });
    const request = { method: 'GET', path: '/', query: '', headers: {}, body: undefined };
    expect(isDelegate({ ...request, remoteAddress: person })).to.equal(true);
    for (const remoteAddress of [addressLost, undefined] as const)
      expect(isDelegate({ ...request, remoteAddress })).to.equal(false);
  });

  it('leave the other callers without an address to count as one', async () => {
    const subject = framework({ secrets: [secret] });
    expect(await statuses(subject, { remoteAddress: undefined }, 1)).to.deep.equal([200]);
    expect(await statuses(subject, { remoteAddress: '' }, 1)).to.deep.equal([429]);
    const headers = { authorization: `Bearer ${secret}` };
    expect(await statuses(subject, { remoteAddress: undefined, headers })).to.deep.equal(unlimited);
  });

  it('are known by a secret, from wherever they call', async () => {
    const subject = framework({ secrets: ['another-secret-of-length', secret] });
    const headers = { authorization: `Bearer ${secret}` };
    expect(await statuses(subject, { remoteAddress: person, headers })).to.deep.equal(unlimited);
  });

  it('are not known by another secret, a part of it, or another scheme', async () => {
    for (const authorization of [
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(1)}`,
      `Basic ${secret}`,
      secret,
      'Bearer ',
      '',
    ]) {
      const subject = framework({ secrets: [secret] });
      expect(
        await statuses(subject, { remoteAddress: person, headers: { authorization } }),
        authorization,
      ).to.deep.equal(limited);
    }
  });

  it('may name the address of the person, whose limit it then is', async () => {
    const subject = framework({ addresses: ['192.0.2.1'] });
    const headers = { 'x-threepid-client-address': ` ${person} ` };
    expect(await statuses(subject, { remoteAddress: '192.0.2.1', headers })).to.deep.equal(limited);
    expect(await statuses(subject, { remoteAddress: person }, 1)).to.deep.equal([429]);
    expect(await statuses(subject, { remoteAddress: '192.0.2.1' })).to.deep.equal(unlimited);
  });

  it('name it in the header of the options, whatever its case', async () => {
    const subject = framework({ addresses: ['192.0.2.1'], clientAddressHeader: 'X-Real-Person' });
    const caller = { remoteAddress: '192.0.2.1', headers: { 'x-real-person': person } };
    expect(await statuses(subject, caller)).to.deep.equal(limited);
  });

  it('name the last entry of a list: anybody may have written those before it', async () => {
    const lists = [`198.51.100.1, ${person}`, `unknown,${person} `, ['198.51.100.1', '198.51.100.2', person]];
    for (const named of lists) {
      const subject = framework({ addresses: ['192.0.2.1'] });
      const headers = { 'x-threepid-client-address': named };
      expect(await statuses(subject, { remoteAddress: '192.0.2.1', headers })).to.deep.equal(limited);
      expect(await statuses(subject, { remoteAddress: person }, 1)).to.deep.equal([429]);
    }
  });

  it('name it to the policy of the host as they would write it, without spaces around it', async () => {
    const seen: (string | undefined)[] = [];
    const judge = ({ clientAddress }: SendCandidate): SendVerdict => {
      seen.push(clientAddress);
      return { kind: 'allow' };
    };
    const subject = framework({ addresses: ['192.0.2.1'] }, { sendPolicy: { judge } });
    const headers = { 'x-threepid-client-address': `198.51.100.1,  ${person} ` };
    await statuses(subject, { remoteAddress: '192.0.2.1', headers }, 1);
    expect(seen).to.deep.equal([person]);
  });

  it('are limited by no empty name, and by any other as by an address', async () => {
    for (const named of ['', 'unknown', '1.2.3.4, 5.6.7.8', 'a'.repeat(5_000)]) {
      const subject = framework({ addresses: ['192.0.2.1'] });
      const headers = { 'x-threepid-client-address': named };
      const answers = await statuses(subject, { remoteAddress: '192.0.2.1', headers });
      expect(answers).to.deep.equal(named === '' ? unlimited : limited);
    }
  });

  it('are the only ones whose header is believed', async () => {
    const subject = framework({ addresses: ['192.0.2.1'], secrets: [secret] });
    const answers: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const headers = {
        'x-threepid-client-address': `198.51.100.${index}`,
        'x-forwarded-for': `198.51.100.${index}`,
      };
      answers.push(...(await statuses(subject, { remoteAddress: person, headers }, 1)));
    }
    expect(answers).to.deep.equal(limited);
    // Nor is the limit of the person spent whom somebody else names.
    expect(await statuses(subject, { remoteAddress: '198.51.100.1' }, 1)).to.deep.equal([200]);
  });

  it('need addresses and secrets that can be', () => {
    for (const address of [
      '',
      'example.org',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/9',
      '10.0.0.0/-1',
      '::/129',
      '10.0.0',
      '10.0.0.0/ 8',
    ])
      expect(() => framework({ addresses: [address] }), address).to.throw(TypeError, 'of a delegate');
    for (const wrong of [
      'short',
      'x'.repeat(15),
      'x'.repeat(1_025),
      ` ${secret}`,
      `${secret} `,
      `${secret}ß`,
    ])
      expect(() => framework({ secrets: [secret, wrong] }), wrong).to.throw(
        TypeError,
        'threepid: the secret of a delegate needs 16 to 1,024 characters of ASCII, without spaces',
      );
    for (const right of ['x'.repeat(16), 'x'.repeat(1_024)])
      expect(() => framework({ secrets: [right] }), right).not.to.throw();
  });
});
