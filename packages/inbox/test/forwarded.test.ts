import { createInbox, inboxPath } from '@threepid/inbox';
import { expect } from 'chai';

const direct = { host: 'localhost:8090' };
const nextHeaders = {
  'x-forwarded-host': 'localhost:8090',
  'x-forwarded-port': '8090',
  'x-forwarded-proto': 'http',
};

/** Headers of proxies that forward requests of others. */
const forwarded: readonly Readonly<Record<string, string | readonly string[]>>[] = [
  { forwarded: 'for=203.0.113.7' },
  { forwarded: 'for=127.0.0.1' },
  { via: '1.1 proxy' },
  { 'x-real-ip': '203.0.113.7' },
  { 'x-forwarded-for': '203.0.113.7' },
  { 'x-forwarded-for': '127.0.0.1, 203.0.113.7' },
  { 'x-forwarded-for': '203.0.113.7, 127.0.0.1' },
  { 'x-forwarded-for': ['127.0.0.1', '203.0.113.7'] },
  { 'x-forwarded-for': '' },
  { 'x-forwarded-proto': 'https' },
  { 'x-forwarded-host': 'localhost' },
  { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'id.example.net' },
  { ...nextHeaders, 'x-forwarded-for': '2001:db8::1' },
  { ...nextHeaders, 'x-forwarded-for': '127.0.0.1', via: '1.1 proxy' },
];
/** Headers that Next.js adds to a direct request from this machine. */
const own = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((address) => ({
  ...nextHeaders,
  'x-forwarded-for': address,
}));

async function statusesOf(
  options: Parameters<typeof createInbox>[0],
  headers: Readonly<Record<string, string | readonly string[]>>,
): Promise<readonly (number | undefined)[]> {
  const inbox = createInbox(options);
  const get = (path: string) =>
    inbox.handle({
      method: 'GET',
      path,
      query: '',
      headers: { ...direct, ...headers },
      body: undefined,
      remoteAddress: '127.0.0.1',
    });
  const answers = [await get(inboxPath), await get(`${inboxPath}/messages`)];
  return answers.map((answer) => answer?.status);
}

describe('an inbox behind a proxy', () => {
  for (const headers of forwarded) {
    it(`refuses ${JSON.stringify(headers)}`, async () => {
      for (const options of [{}, { forwarded: 'refuse' }, { forwarded: 'loopback' }] as const) {
        expect(await statusesOf(options, headers)).to.deep.equal([403, 403]);
      }
    });
  }

  for (const headers of own) {
    it(`answers to ${headers['x-forwarded-for']} in Next.js, unless it refuses all`, async () => {
      expect(await statusesOf({}, headers)).to.deep.equal([200, 200]);
      expect(await statusesOf({ forwarded: 'refuse' }, headers)).to.deep.equal([403, 403]);
    });
  }

  it('answers a direct request', async () => {
    expect(await statusesOf({ forwarded: 'refuse' }, {})).to.deep.equal([200, 200]);
  });
});
