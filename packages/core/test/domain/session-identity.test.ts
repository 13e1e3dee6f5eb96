import { expect } from 'chai';
import fc from 'fast-check';
import { deriveKeys } from '../../dist/domain/keyring.js';
import {
  clientAddressIdOf,
  numberIdOf,
  placeOf,
  sessionIdOf,
  slotOf,
  stemOf,
} from '../../dist/domain/session-identity.js';

const keys = deriveKeys('a secret for tests');
const msisdn = fc.bigInt({ min: 10_000_000n, max: 999_999_999_999_999n }).map(String);
const opaque = fc.stringMatching(/^[0-9a-zA-Z.=_-]{1,255}$/);

describe('a sid', () => {
  it('is 24 characters that the specification allows, of a stem and a generation', () => {
    fc.assert(
      fc.property(msisdn, opaque, (number, clientSecret) => {
        const stem = stemOf(keys, number, clientSecret);
        const sid = `${stem}AbCd_-`;
        expect(sid).to.match(/^[0-9a-zA-Z.=_-]{24}$/);
        expect(placeOf(sid)).to.deep.equal({ slot: slotOf(number), stem, generation: 'AbCd_-' });
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

  it('spreads numbers over some thousand slots', () => {
    const slots = new Set(
      Array.from({ length: 50_000 }, (_, index) => slotOf(String(447_400_000_000 + index))),
    );
    expect(slots.size).to.equal(4_096);
  });
});

describe('the ids of the storage', () => {
  it('are 12 bytes each and differ by purpose', () => {
    const ids = [sessionIdOf(keys, 'x', 'y'), numberIdOf(keys, 'x'), clientAddressIdOf(keys, 'x')];
    expect(ids.map((id) => Buffer.from(id, 'base64url').length)).to.deep.equal([12, 12, 12]);
    expect(new Set(ids).size).to.equal(3);
  });
});
