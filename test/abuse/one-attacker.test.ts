import { createThreepid, type SmsMessage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';

const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const everyMs = 5_000;
const asked = 720;

/** The address of an attacker's request number `index`. */
type Origin = (index: number) => string | undefined;

const hex = (value: number): string => value.toString(16);
const delegate = '192.0.2.1';

const origins: Readonly<Record<string, Origin>> = {
  'one IPv4 address': () => '203.0.113.7',
  'a program on the same host, or a proxy there that is not trusted, with all its callers': () => '127.0.0.1',
  'a host that knows no addresses, with all its callers': () => undefined,
  'a /64 of IPv6': (index) => `2001:db8:1:2:${hex(index)}::1`,
  'a /56 of IPv6': (index) => `2001:db8:1:2${hex(16 + (index % 240))}:${hex(index)}::1`,
  'a /48 of IPv6': (index) => `2001:db8:1:${hex(index)}::1`,
  '720 IPv4 addresses': (index) => `198.18.${index >> 8}.${index & 255}`,
  'a delegate that names no addresses': () => delegate,
};

/** The messages that an attacker gets in an hour of one request every five seconds. */
async function messagesFrom(origin: Origin, numberOf: (index: number) => string): Promise<number> {
  const messages: SmsMessage[] = [];
  let now = Date.UTC(2026, 0, 1);
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: {
      name: 'counting',
      send: (message) => {
        messages.push(message);
        return Promise.resolve({ kind: 'sent', messageId: 'id' });
      },
    },
    delegates: { addresses: [delegate] },
    clock: { now: () => now },
    production: true,
  });
  for (let index = 0; index < asked; index += 1) {
    await threepid.handle({
      method: 'POST',
      path: requestToken,
      query: '',
      headers: {},
      body: JSON.stringify({ client_secret: `s${index}`, country: 'GB', phone_number: numberOf(index) }),
      remoteAddress: origin(index),
    });
    now += everyMs;
  }
  return messages.length;
}

/** The numbers that an attacker asks messages for, in the order of the table's columns. */
const targets: readonly ((index: number) => string)[] = [
  () => '07400123456',
  (index) => `0740012${String(index).padStart(4, '0')}`,
  (index) => `0740${String(index * 13_879).padStart(7, '0')}`,
];

/** The rows of the table in SECURITY.md: an origin, and the messages to each of `targets`. */
function documented(): Readonly<Record<string, readonly number[]>> {
  const text = readFileSync(new URL('../../../SECURITY.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| ([^|]+?) +\| +(\d+) +\| +(\d+) +\| +(\d+) +\|$/gm)];
  return Object.fromEntries(rows.map(([, name = '', ...messages]) => [name.trim(), messages.map(Number)]));
}

describe('one attacker, in an hour', () => {
  const table = documented();

  it('is in SECURITY.md, with each origin', () => {
    expect(Object.keys(table)).to.have.members(Object.keys(origins));
  });

  for (const [name, origin] of Object.entries(origins)) {
    it(`gets as many messages from ${name} as SECURITY.md says`, async () => {
      const measured: number[] = [];
      for (const target of targets) measured.push(await messagesFrom(origin, target));
      expect(table[name]).to.deep.equal(measured);
    });
  }
});
