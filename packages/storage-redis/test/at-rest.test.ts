import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { codeOf, newPerson, otherCode, RecordingSender, Verification, type Person } from './verification.js';

const nextLink = 'http://localhost:8080/people/only-they-know-this';

/** What must not be found, and what it is. */
type Secrets = Readonly<Record<string, string>>;

/** What somebody's verification left behind, and what must not be found in it. */
interface Trace {
  readonly secrets: Secrets;
  readonly rest: readonly Buffer[];
}

/** Shorter forms turn up by chance. */
const shortestForm = 3;
/** Shorter ones turn up by chance now and then, but not for everybody. */
const certainForm = 5;

describe('at rest', () => {
  let server: RedisServer;
  let redis: Redis;
  let traces: readonly Trace[];

  before(async () => {
    server = await startRedis();
    redis = new Redis(server.port);
    traces = [await traceOf(newPerson()), await traceOf(newPerson())];
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });

  async function traceOf(person: Person): Promise<Trace> {
    await redis.flushall();
    const storage = new RedisSessionStorage(redis);
    const guarded = new Verification(storage, new RecordingSender(), { guard: { mode: 'enforce' } });
    const secrets = await useAll(guarded, person);
    return { secrets, rest: await dump(redis) };
  }

  /** A code asked for twice, tried wrongly, submitted; another session left open. All that was ever kept is kept. */
  async function useAll(verification: Verification, somebody: Person): Promise<Secrets> {
    const { sender } = verification;
    const { body } = await verification.requestToken(somebody, 1, { next_link: nextLink });
    await verification.requestToken(somebody, 2);
    const code = codeOf(sender.to(somebody.number)[0]);
    const wrong = otherCode(code);
    await verification.submitToken(somebody, body['sid'], wrong);
    expect((await verification.submitToken(somebody, body['sid'], code)).status).to.equal(200);
    const open = { ...somebody, clientSecret: `${somebody.clientSecret}.open` };
    await verification.requestToken(open);
    const openCode = codeOf(sender.to(somebody.number)[2]);
    return {
      'the code': code,
      'the code of a session that is open': openCode,
      'the wrong code': wrong,
      'the number': somebody.number.slice(1),
      'the national number': somebody.number.slice(3),
      'the client secret': somebody.clientSecret,
      'the sid': String(body['sid']),
      'the next_link': nextLink,
      "the next_link's path": 'only-they-know-this',
      'the secret': 'a secret of the fault tests',
    };
  }

  it('are two sessions, the counts of a day, the balances of number, block (two), country and all, and the costs', () => {
    for (const { rest } of traces)
      expect(rest.filter((bytes) => bytes.toString('latin1').startsWith('3p:{'))).to.have.lengthOf(9);
  });

  for (const [encoding, encode] of Object.entries(encodings())) {
    it(`holds none of it in ${encoding}`, () => {
      for (const what of Object.keys(traces[0]?.secrets ?? {})) {
        const found = traces.map(({ secrets, rest }) => longestFound(encode(secrets[what] ?? ''), rest));
        expect(Math.max(...found), what).to.be.below(certainForm);
        expect(Math.min(...found), what).to.be.below(shortestForm);
      }
    });
  }

  it('would find it, if it were there', () => {
    for (const [encoding, encode] of Object.entries(encodings())) {
      for (const form of encode('447400123456')) {
        const around = Buffer.concat([Buffer.from('before'), form, Buffer.from('after')]);
        expect(longestFound([form], [around]), encoding).to.equal(form.length);
      }
    }
  });
});

/** The length of the longest form that is among the bytes; 0 if none is. */
function longestFound(forms: readonly Buffer[], rest: readonly Buffer[]): number {
  const found = forms.filter((form) => form.length > 0 && rest.some((bytes) => bytes.includes(form)));
  return Math.max(0, ...found.map(({ length }) => length));
}

/** All keys; all values, raw, as DUMP writes them, and as the commands of their type answer them. */
async function dump(redis: Redis): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const key of await redis.keysBuffer('*')) {
    found.push(key, await redis.dumpBuffer(key));
    if ((await redis.type(key)) === 'hash') found.push(...(await hashOf(redis, key)));
    else found.push((await redis.getBuffer(key)) ?? Buffer.alloc(0));
  }
  return found;
}

async function hashOf(redis: Redis, key: Buffer): Promise<Buffer[]> {
  const fields = await redis.callBuffer('HGETALL', [key]);
  return fields as Buffer[];
}

/** The forms that a text may be kept in. */
function encodings(): Readonly<Record<string, (text: string) => Buffer[]>> {
  return {
    'plain text': (text) => [Buffer.from(text), Buffer.from(text.toUpperCase())],
    'UTF-16': (text) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
    'hexadecimal digits': (text) => {
      const hex = Buffer.from(text).toString('hex');
      return [Buffer.from(hex), Buffer.from(hex.toUpperCase())];
    },
    base64: (text) => inBase64(text, 'base64'),
    base64url: (text) => inBase64(text, 'base64url'),
    'base64 that is decoded': (text) => (/^[\w-]+$/.test(text) ? [Buffer.from(text, 'base64url')] : []),
    'URL encoding': (text) => [Buffer.from(encodeURIComponent(text)), Buffer.from(percentEncoded(text))],
    'binary-coded decimals': (text) => (/^\d+$/.test(text) ? packedDecimals(text) : []),
    'an integer': (text) => (/^\d+$/.test(text) ? asInteger(BigInt(text)) : []),
    'reverse order': (text) => [Buffer.from(Array.from(text).reverse().join(''))],
  };
}

/** A text may begin at any of three places of the four characters that three bytes make. Its edges are left out. */
function inBase64(text: string, encoding: 'base64' | 'base64url'): Buffer[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString(encoding);
    return Buffer.from(encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1));
  });
}

function percentEncoded(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Two digits a byte, the first high or low; an odd number of them padded at either end. */
function packedDecimals(digits: string): Buffer[] {
  const even = digits.length % 2 === 0 ? [digits] : [`0${digits}`, `${digits}f`];
  const swapped = even.map((text) => text.replace(/(.)(.)/g, '$2$1'));
  return [...even, ...swapped].map((text) => Buffer.from(text, 'hex'));
}

/** In either byte order, without the zeros before it. */
function asInteger(value: bigint): Buffer[] {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return [bytes, Buffer.from(bytes).reverse()];
}
