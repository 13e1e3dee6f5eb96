import { expect } from 'chai';
import { accessTokenIdOf, accessTokenIdsOf, newAccessToken } from '../../dist/domain/access-token.js';
import { challengeBindingOf, usedChallengeIdOf } from '../../dist/domain/challenge-identity.js';
import { createKeyring, deriveKeys } from '../../dist/domain/keyring.js';
import { sealMsisdn, unsealMsisdn } from '../../dist/domain/sealed.js';
import * as identity from '../../dist/domain/session-identity.js';
import { deriveCode, macOfCode } from '../../dist/domain/verification-code.js';

const secret = 'a secret for tests';
const keys = () => deriveKeys(secret);
const number = '447400123456';
const address = '2001:db8:1:234::1';

/** An update of the framework must find what an earlier version has stored, and take the codes that it has sent. */
describe('what is derived from a secret stays the same over versions', () => {
  const derived: Readonly<Record<string, readonly [() => unknown, unknown]>> = {
    'the place of a number': [
      () => identity.numberIdentityOf(keys(), number),
      { slot: '7c', numberId: 'FBQla7jdTs2rTkDj' },
    ],
    'a session': [
      () => identity.identityOf(keys(), identity.numberIdentityOf(keys(), number), number, 'secret'),
      { stem: '7cFK8kVwfLnzKr2Hv5', sessionId: 'FBQla7jd_ZMcz6aL' },
    ],
    'messages of other servers to a number': [() => identity.relaysIdOf(keys(), number), 'FBQla7jd4Lv_VHwx'],
    'messages of an address to a number': [
      () => identity.numberAndAddressIdOf(keys(), number, address),
      'FBQla7jdlx_-L0uA',
    ],
    'messages of an address and its networks': [
      () => identity.clientAddressIdsOf(keys(), address),
      ['5MvFPy-FyRQ-OR3O', 'mQtarUbwLjpzBIB2', 'r0U0KM2wNzYAlEZp'],
    ],
    'lookups of an address and its networks': [
      () => identity.lookupIdsOf(keys(), address),
      ['V07KrU5Vbebkn8p-', '_jC428A15boyUPVf', 'wjXvaZsx2sKyGoIL'],
    ],
    'deliveries of an address and its networks': [
      () => identity.deliveryAddressIdsOf(keys(), address),
      ['ElDYPKjfD5Q6TF92', 'yQ-5y62SuoAeLYKP', '2DZ11h5jhQ10x95i'],
    ],
    'deliveries to a range': [() => identity.deliveryBlockIdOf(keys(), number), 'ST9zG3bihNy0Slcw'],
    'deliveries of an address to a number': [
      () => identity.deliveryPairIdOf(keys(), number, address),
      'FBQla7jdcdycRHW6',
    ],
    'what a challenge is bound to': [() => challengeBindingOf(keys(), number, 'secret'), 'DAhJX-24QPBNE8CD'],
    'the use of a challenge': [() => usedChallengeIdOf(keys(), 'altcha', '1'), 'o_vVjAN98C7RzRss'],
    'an access token': [
      () => accessTokenIdOf(keys(), 'A'.repeat(43)),
      'AAAAAAAAAAAAAAAAUksnGFPgRa37fBfX_4FV8A',
    ],
    'the tokens of a user': [() => newAccessToken('@alice:example.org').slice(0, 16), 'hvAa7yGxrNP3ci-l'],
    'a code': [() => deriveCode(keys(), 'stem', 'nonce'), '968278'],
    'the digest of a code': [() => macOfCode(keys(), 'stem', '123456'), 'QVR1PtQR'],
    'a sealed number': [() => sealMsisdn(keys(), 'stem', number), 'CpdlBW8nBnM'],
    'an opened number': [() => unsealMsisdn(keys(), 'stem', 'CpdlBW8nBnM'), number],
  };
  for (const [what, [now, ever]] of Object.entries(derived))
    it(what, () => {
      expect(now()).to.deep.equal(ever);
    });

  it('and nothing is counted for a caller whose address is unknown', () => {
    for (const idsOf of [identity.clientAddressIdsOf, identity.lookupIdsOf, identity.deliveryAddressIdsOf])
      expect(idsOf(keys(), undefined)).to.deep.equal([]);
  });
});

describe('an access token', () => {
  it('has one id under each secret, the newest first', () => {
    const token = newAccessToken('@alice:example.org');
    expect(token).to.match(/^[\w-]{43}$/);
    expect(accessTokenIdsOf(createKeyring(['new', secret]), token)).to.deep.equal([
      accessTokenIdOf(deriveKeys('new'), token),
      accessTokenIdOf(keys(), token),
    ]);
  });

  for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, ` ${'A'.repeat(43)}`])
    it(`is not '${text}', which has no id`, () => {
      expect(accessTokenIdOf(keys(), text)).to.equal(undefined);
      expect(accessTokenIdsOf(createKeyring([secret]), text)).to.deep.equal([]);
    });
});
