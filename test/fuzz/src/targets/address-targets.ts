import assert from 'node:assert/strict';
import { isIP, isIPv4 } from 'node:net';
import {
  canonicalServerName,
  createAddressRanges,
  createCallerAddressOf,
  isLoopbackAddress,
  isLoopbackHost,
  parseAcceptLanguage,
  parseBaseUrl,
  parseHost,
  splitTarget,
} from '@threepid/core';
import { callerPlace, countedAddress } from '../../../../packages/core/dist/domain/client-address.js';
import { createNextLinkRule } from '../../../../packages/core/dist/domain/next-link.js';
import { lookUpLanguage } from '../../../../packages/core/dist/languages/choose-language.js';
import { parseServerName, serverNameText } from '../../../../packages/federation/dist/server-name.js';
import { isForwardedForThisMachine } from '../../../../packages/inbox/dist/forwarded.js';
import { asBytes } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { lineFields } from './line-fields.js';

const allowed = createNextLinkRule([
  'example.org',
  'app.example.org:8443',
  'xn--bcher-kva.example',
  '[2001:db8::1]',
]);
const loopback = createNextLinkRule(undefined);

/** A link: one that is allowed leads a browser to a host of the list, whatever its spelling. */
const nextLink: FuzzTarget = {
  name: 'next-link',
  seeds: [
    'https://example.org/a?b=c#d',
    'http://app.example.org:8443/',
    'https://example.org@evil.example/',
    'https://evil.example\\@example.org/',
    'https:example.org',
    'http://localhost:3000/',
    'http://127.0.0.1/',
    'http://[::1]:80/',
    'javascript:alert(1)',
    'HTTPS://EXAMPLE.ORG.',
    'https://example.org:443@x/',
    '//example.org',
    'https://b%C3%BCcher.example/',
    'https://[2001:db8:0::1]/',
    'http://0x7f.1/',
    'http://2130706433/',
    'https://evil.example/https://example.org',
    'https://example.org%2f.evil.example/',
    'https://example.org.evil.example',
  ],
  dictionary: [
    'example.org',
    '127.0.0.1',
    'localhost',
    '://',
    'https',
    '@',
    '%2e',
    '%00',
    '\\',
    '\t',
    '[::ffff:127.0.0.1]',
    ...['。', '／', '＠'].map(asBytes),
  ],
  run: (input) => {
    const link = input.toString();
    const [isAllowed, isLocal] = [allowed(link), loopback(link)];
    if (!isAllowed && !isLocal) return;
    const url = new URL(link);
    assert.ok(link.length <= 2_048 && /^[\x21-\x7e]+$/.test(link), 'fits a header');
    assert.ok(/^https?:$/.test(url.protocol), 'http or https');
    assert.equal(url.username + url.password, '', 'no credentials');
    if (isAllowed) assert.ok(isListed(url), `${url.host} is not on the list`);
    if (isLocal)
      assert.match(url.hostname, /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/, 'this machine');
  },
};

function isListed({ hostname, host }: URL): boolean {
  return (
    ['example.org', 'xn--bcher-kva.example', '[2001:db8::1]'].includes(hostname) ||
    host === 'app.example.org:8443'
  );
}

/** An Accept-Language header: languages by their weights, at most 20. */
const acceptLanguage: FuzzTarget = {
  name: 'accept-language',
  seeds: [
    'de-CH, de;q=0.9, en;q=0.8, *;q=0.5',
    'fr;q=0',
    'en;q=1.000, pt-BR ; q=0.001',
    'x-klingon,, ;q=',
    'a-b-c-d',
  ],
  run: (input) => {
    const header = input.toString();
    const languages = parseAcceptLanguage(header);
    assert.ok(languages.length <= 20);
    for (const language of languages) {
      assert.match(language, /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i, 'a language range');
      assert.ok(header.slice(0, 1_000).includes(language), 'of the header');
      lookUpLanguage(language);
    }
    const [first] = languages;
    if (first !== undefined)
      assert.ok(parseAcceptLanguage(languages.join(',')).includes(first), 'read again');
  },
};

const byList = createCallerAddressOf(['10.0.0.0/8', '2001:db8::/32'], () => undefined);
const byCount = createCallerAddressOf(1, () => undefined);
const byNobody = createCallerAddressOf([], () => undefined);
const isProxy = createAddressRanges(['10.0.0.0/8', '2001:db8::/32'], 'proxy');

/** An X-Forwarded-For header: nobody but a trusted proxy has a say in who the caller is. */
const forwarded: FuzzTarget = {
  name: 'forwarded',
  seeds: [
    '192.0.2.1, 10.0.0.1',
    '10.0.0.1, 192.0.2.7 , 10.9.9.9',
    'unknown',
    '::ffff:10.0.0.1,2001:db8::5',
    '"[2001:db9::1]:4711"',
    ',,',
  ],
  run: (input) => {
    const header = input.toString();
    assert.equal(byNobody('192.0.2.9', header), '192.0.2.9', 'without proxies, the peer');
    assert.equal(byList('192.0.2.9', header), '192.0.2.9', 'who is no proxy is the caller');
    isForwardedForThisMachine({ 'x-forwarded-for': header, 'x-forwarded-host': header }, []);
    if (header === '') return;
    const [found, lied] = [byList('10.0.0.1', header), `198.51.100.1,${header}`];
    const caller = isChainOfProxies(header) ? '198.51.100.1' : found;
    assert.equal(byList('10.0.0.1', lied), caller, 'what stands further left than a caller changes nothing');
    assert.equal(
      byCount('10.0.0.1', lied),
      byCount('10.0.0.1', header),
      'nor than as many as there are proxies',
    );
    if (typeof found === 'string') checkCounted(found);
  },
};

function isChainOfProxies(header: string): boolean {
  return header.split(',').every((entry) => isProxy(entry.trim()));
}

/** The address that messages count against. */
const clientAddress: FuzzTarget = {
  name: 'client-address',
  seeds: [
    '192.0.2.1',
    '[2001:db8::1]:443',
    '::ffff:192.0.2.1',
    '64:ff9b::c000:201',
    '64:ff9b:1:fffe::192.0.2.1',
    'fe80::1%eth0',
    'Unknown',
    '192.0.2.1:80',
    'a name',
    '::ffff:0:192.0.2.1',
    '2001:db8:1:2:3:4:5:6',
  ],
  run: (input) => {
    const address = input.toString();
    checkCounted(address);
    assert.equal(isLoopbackAddress(address) && isIP(address) === 0, false, 'no name is this machine');
  },
};

function checkCounted(address: string): void {
  const [counted, place] = [countedAddress(address), callerPlace(address)];
  if (counted === undefined) return;
  assert.ok(counted.address !== '' && counted.address.length <= 64, 'a short key');
  if (counted.site === undefined) {
    // A name that was cut may be an address by chance.
    if (counted.address.length < 64)
      assert.equal(
        countedAddress(counted.address)?.address,
        counted.address.trim(),
        'a key counts as itself',
      );
    if (isIPv4(address.trim()))
      assert.equal(countedAddress(`::ffff:${address.trim()}`)?.address, counted.address, 'mapped');
    return;
  }
  for (const prefix of [counted.address, counted.site, counted.network]) checkPrefix(prefix);
  assert.equal(place?.address, counted.address);
}

function checkPrefix(prefix: string | undefined): void {
  const [network = '', bits] = prefix?.split('/') ?? [];
  assert.ok(isIP(network) === 6 && ['64', '56', '48'].includes(bits ?? ''), `${String(prefix)} is a prefix`);
}

/** Names of servers, hosts and URLs: canonical ones are what they are. */
const names: FuzzTarget = {
  name: 'server-name',
  seeds: [
    'example.org',
    'EXAMPLE.org.:443',
    '[2001:DB8::1]:8448',
    asBytes('bücher.example'),
    '127.1',
    '0x7f.1',
    'a_b.example:0',
    'https://example.org/a/',
    'example.org:80',
    'user@host',
    'xn--a.example',
  ],
  run: (input) => {
    const text = input.toString();
    const canonical = canonicalServerName(text);
    if (canonical !== undefined) checkServerName(canonical);
    const server = parseServerName(text);
    if (server !== undefined)
      assert.deepEqual(parseServerName(serverNameText(server)), server, 'a name is a name');
    const base = parseBaseUrl(text);
    if (base !== undefined) assert.equal(parseBaseUrl(base), base, 'a base is a base');
    const host = parseHost(text);
    if (host !== undefined)
      assert.equal(parseHost(host.hostname)?.hostname, host.hostname, 'a host is a host');
    isLoopbackHost(text);
  },
};

function checkServerName(canonical: string): void {
  assert.equal(canonicalServerName(canonical), canonical, 'canonical names are what they are');
  assert.ok(URL.canParse(`https://${canonical}`), 'a URL can have it');
  assert.equal(new URL(`https://${canonical}`).host, canonical, 'and reads the same host');
}

/** A target of a request, split and below a prefix. */
const target: FuzzTarget = {
  name: 'target',
  seeds: [
    '/_matrix/identity/versions?a=b',
    '//_matrix/client',
    'https://x/sub/_matrix/identity/v2',
    '/sub/_matrix/x?y?z',
    '*',
    'http://',
    '/sub',
  ],
  run: (input) => {
    const text = input.toString();
    for (const prefix of ['', '/sub']) {
      const { path, query } = splitTarget(text, prefix);
      assert.ok(!path.includes('?'), 'the query begins at the first question mark');
      assert.ok(text.endsWith(query), 'the query is as it came');
      assert.ok(!path.startsWith('//_matrix/'), 'one slash');
    }
  },
};

/** Lists of proxies and networks. */
const ranges: FuzzTarget = {
  name: 'address-ranges',
  seeds: [
    '10.0.0.0/8,2001:db8::/32\n10.1.2.3',
    '0.0.0.0/0\n255.255.255.255',
    '192.0.2.1\n::ffff:192.0.2.1',
    '::/0\n1.2.3.4',
    '10.0.0.0/33\n',
  ],
  run: (input) => {
    const { lines, rest } = lineFields(input, 1);
    const entries = (lines[0] ?? '').split(',');
    const listed = listOf(entries);
    if (listed === undefined) return;
    for (const entry of entries) {
      const [address = ''] = entry.split('/');
      assert.ok(listed(address), `${entry} has ${address}`);
      if (isIPv4(address)) assert.equal(listed(`::ffff:${address}`), true, 'mapped too');
    }
    assert.ok(!listed(rest) || isIP(rest) !== 0, 'no name is in a range');
  },
};

function listOf(entries: readonly string[]): ((address: string) => boolean) | undefined {
  try {
    return createAddressRanges(entries, 'proxy');
  } catch (error) {
    assert.ok(error instanceof TypeError && error.message.startsWith('threepid: '), 'the reason is told');
    return undefined;
  }
}

export const addressTargets: readonly FuzzTarget[] = [
  nextLink,
  acceptLanguage,
  forwarded,
  clientAddress,
  names,
  target,
  ranges,
];
