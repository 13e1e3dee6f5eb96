import { expect } from 'chai';
import { internationalNumber, readNumber } from '../../dist/domain/requested-number.js';
import { createTestNumbers } from '../../dist/domain/test-numbers.js';
import { assertOpaqueIdentifiers } from '../../dist/domain/opaque-identifier.js';
import { fourRandomBytes } from '../../dist/domain/random-text.js';

const fiction = createTestNumbers([], true);
const none = createTestNumbers([], false);

describe('the number of a request', () => {
  it('is read as dialled from its country, or as an international one', () => {
    for (const [phoneNumber, country] of [
      ['07400123456', 'GB'],
      ['+447400123456', ''],
    ] as const)
      expect(readNumber({ phoneNumber, country }, none, 0).msisdn).to.equal('447400123456');
  });

  it('need not exist if it is a test number', () => {
    const number = { phoneNumber: '07700900001', country: 'GB' };
    expect(readNumber(number, fiction, 0).msisdn).to.equal('447700900001');
    expect(() => readNumber(number, none, 0)).to.throw('phone_number is not a valid number');
  });

  for (const [phoneNumber, country, errcode, says] of [
    [
      '07400123456',
      'gb',
      'M_INVALID_PARAM',
      "country must be two upper-case letters of ISO 3166-1, such as 'GB'",
    ],
    [
      '07400123456',
      '',
      'M_INVALID_ADDRESS',
      'phone_number is not a valid international number; give the country, or start with + and the country code',
    ],
    ['123', 'GB', 'M_INVALID_ADDRESS', 'phone_number is not a valid number as dialled from this country'],
    ['x', 'GB', 'M_INVALID_ADDRESS', 'phone_number is not a valid number as dialled from this country'],
  ] as const)
    it(`is not '${phoneNumber}' from '${country}'`, () => {
      expect(() => readNumber({ phoneNumber, country }, none, 0))
        .to.throw(says)
        .with.property('errcode', errcode);
    });

  it('of an operator is international, and need not exist', () => {
    expect(internationalNumber('+447700900001').msisdn).to.equal('447700900001');
    expect(() => internationalNumber('07400123456'))
      .to.throw('phoneNumber must be an international number that begins with +')
      .with.property('errcode', 'M_INVALID_PARAM');
  });
});

describe('identifiers of clients', () => {
  it('are 1 to 255 characters of a few', () => {
    expect(() => {
      assertOpaqueIdentifiers({ sid: 'a', client_secret: `0zZ.=_-${'x'.repeat(248)}` });
    }).not.to.throw();
  });

  it('are named if they are not', () => {
    const wrong = { sid: '', a: 'a b', b: 'x'.repeat(256), c: 7, d: ['a'], client_secret: 'good' };
    expect(() => {
      assertOpaqueIdentifiers(wrong);
    })
      .to.throw('sid, a, b, c, d must be 1 to 255 characters of 0-9 a-z A-Z . = _ -')
      .with.property('errcode', 'M_INVALID_PARAM');
  });
});

describe('four random bytes', () => {
  it('are six characters of base64url, other ones each time', () => {
    const all = Array.from({ length: 20 }, fourRandomBytes);
    for (const text of all) expect(text).to.match(/^[\w-]{6}$/);
    expect(new Set(all).size).to.equal(20);
  });
});
