import { expect } from 'chai';
import fc from 'fast-check';
import { deriveKeys, type SecretKeys } from '../../dist/domain/keyring.js';
import {
  clientAddressIdOf,
  clientAddressIdsOf,
  deliveryAddressIdsOf,
  identityOf,
  lookupIdsOf,
  numberAndAddressIdOf,
  numberIdOf,
  placeOf,
  relaysIdOf,
  sessionIdOf,
  slotOf,
} from '../../dist/domain/session-identity.js';

const keys = deriveKeys('a secret for tests');
const msisdn = fc.bigInt({ min: 10_000_000n, max: 999_999_999_999_999n }).map(String);
const opaque = fc.stringMatching(/^[0-9a-zA-Z.=_-]{1,255}$/);

function identity(under: SecretKeys, number: string, clientSecret: string) {
  const place = { slot: slotOf(keys, number), numberId: numberIdOf(keys, number) };
  return identityOf(under, place, number, clientSecret);
}

describe('the ids of a client', () => {
  it('are one of an address of IPv4, three of one of IPv6, none of an unknown one, and never those of another count', () => {
    const counts = [clientAddressIdsOf, lookupIdsOf, deliveryAddressIdsOf];
    for (const idsOf of counts) {
      const lengths = ['203.0.113.7', '2001:db8::1', undefined].map((address) => idsOf(keys, address).length);
      expect(lengths).to.deep.equal([1, 3, 0]);
    }
    const ids = counts.flatMap((idsOf) => idsOf(keys, '2001:db8::1'));
    expect(new Set(ids).size).to.equal(9);
  });
});

const stemOf = (under: SecretKeys, number: string, clientSecret: string): string =>
  identity(under, number, clientSecret).stem;

describe('a sid', () => {
  it('is 24 characters that the specification allows, of a stem and a generation', () => {
    fc.assert(
      fc.property(msisdn, opaque, (number, clientSecret) => {
        const slot = slotOf(keys, number);
        const stem = stemOf(keys, number, clientSecret);
        const sid = `${stem}AbCd_-`;
        expect(sid).to.match(/^[0-9a-zA-Z.=_-]{24}$/);
        expect(placeOf(sid)).to.deep.equal({ slot, stem, generation: 'AbCd_-' });
      }),
    );
  });

  it('names a place, whatever it is', () => {
    fc.assert(
      fc.property(opaque, (sid) => {
        const { slot, stem, generation } = placeOf(sid);
        expect(slot).to.have.length(2);
        expect(stem + generation).to.equal(sid);
      }),
    );
  });

  it('has a stem that differs by number, client secret and secret', () => {
    const stems = [
      stemOf(keys, '447400123456', 'a'),
      stemOf(keys, '447400123457', 'a'),
      stemOf(keys, '447400123456', 'b'),
      stemOf(deriveKeys('another'), '447400123456', 'a'),
    ];
    expect(new Set(stems.map((stem) => stem.slice(2))).size).to.equal(4);
  });

  it('can be told from none that was cut elsewhere between number and client secret', () => {
    expect(stemOf(keys, '4474001', '23456')).not.to.equal(stemOf(keys, '447400', '123456'));
  });

  it('leads to the id of its session by its client secret, and to no other by another', () => {
    fc.assert(
      fc.property(msisdn, opaque, opaque, (number, clientSecret, other) => {
        fc.pre(clientSecret !== other);
        const { stem, sessionId } = identity(keys, number, clientSecret);
        expect(sessionIdOf(keys, stem, clientSecret)).to.equal(sessionId);
        const wrong = sessionIdOf(keys, stem, other);
        expect(wrong.slice(0, 8)).to.not.equal(sessionId.slice(0, 8));
        expect(wrong.slice(8)).to.not.equal(sessionId.slice(8));
      }),
    );
  });

  it('has nothing in common with that of another client secret of its number but the slot', () => {
    const stems = Array.from({ length: 300 }, (_, index) => stemOf(keys, '447400123456', String(index)));
    expect(new Set(stems.map((stem) => stem.slice(0, 2))).size).to.equal(1);
    const bytes = stems.map((stem) => Buffer.from(stem.slice(2), 'base64url'));
    for (let place = 0; place < 12; place += 1) {
      // Of 300 random bytes, some 180 of 256 differ.
      expect(new Set(bytes.map((each) => each[place])).size).to.be.above(140);
    }
  });

  it('leads nowhere if its tag is cut or spelled otherwise', () => {
    const { stem, sessionId } = identity(keys, '447400123456', 'a');
    for (const other of [
      stem.slice(0, -1),
      `${stem.slice(0, -1)}.`,
      `${stem.slice(0, 10)}A`,
      stem.slice(0, 10),
    ])
      expect(sessionIdOf(keys, other, 'a')).to.not.equal(sessionId);
  });

  it('spreads numbers over some thousand slots', () => {
    const slots = new Set(
      Array.from({ length: 50_000 }, (_, index) => slotOf(keys, String(447_400_000_000 + index))),
    );
    expect(slots.size).to.equal(4_096);
  });

  it('names no number of a thousand by its slot, to whoever has another secret', () => {
    const others = deriveKeys('a secret of somebody else');
    const numbers = Array.from({ length: 1_000 }, (_, index) => String(447_400_000_000 + 37 * index));
    // By chance, 1 of 4,096 slots agrees; by an unkeyed hash, all of them did.
    const agreeing = numbers.filter((number) => slotOf(keys, number) === slotOf(others, number));
    expect(agreeing.length).to.be.below(10);
  });
});

describe('the ids of the storage', () => {
  it('are 12 bytes each and differ by purpose', () => {
    const ids = [
      sessionIdOf(keys, 'x', 'y'),
      numberIdOf(keys, 'x'),
      clientAddressIdOf(keys, 'x'),
      numberAndAddressIdOf(keys, 'x', 'y'),
    ];
    expect(ids.map((id) => Buffer.from(id, 'base64url').length)).to.deep.equal([12, 12, 12, 12]);
    expect(new Set(ids).size).to.equal(4);
  });

  it('begin with the tag of their number, by which it is forgotten, under whatever secret', () => {
    const number = '447400123456';
    const tag = numberIdOf(keys, number).slice(0, 8);
    const ids = [
      identity(keys, number, 'a').sessionId,
      identity(deriveKeys('another'), number, 'b').sessionId,
      numberAndAddressIdOf(keys, number, '192.0.2.1'),
      numberAndAddressIdOf(keys, number, '192.0.2.2'),
      relaysIdOf(keys, number),
    ];
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) {
      expect(Buffer.from(id, 'base64url')).to.have.lengthOf(12);
      expect(id.slice(0, 8)).to.equal(tag);
    }
  });
});
