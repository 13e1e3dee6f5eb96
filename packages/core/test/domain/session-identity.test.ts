import { expect } from 'chai';
import fc from 'fast-check';
import { deriveKeys } from '../../dist/domain/keyring.js';
import {
  clientAddressIdOf,
  numberAndAddressIdOf,
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
        const slot = slotOf(keys, number);
        const stem = stemOf(keys, slot, number, clientSecret);
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
      stemOf(keys, 'AA', '447400123456', 'a'),
      stemOf(keys, 'AA', '447400123457', 'a'),
      stemOf(keys, 'AA', '447400123456', 'b'),
      stemOf(deriveKeys('another'), 'AA', '447400123456', 'a'),
    ];
    expect(new Set(stems.map((stem) => stem.slice(2))).size).to.equal(4);
  });

  it('can be told from none that was cut elsewhere between number and client secret', () => {
    expect(stemOf(keys, 'AA', '4474001', '23456')).not.to.equal(stemOf(keys, 'AA', '447400', '123456'));
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
});
