import { expect } from 'chai';
import fc from 'fast-check';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  isValidPhoneNumber,
} from 'libphonenumber-js/max';
import examplesOfMobiles from 'libphonenumber-js/mobile/examples';
import {
  callingCodeOf,
  isCountry,
  numberTypes,
  parseMsisdn,
  parsePhoneNumber,
} from '../../dist/domain/phone-number.js';

const msisdnOf = (text: string, country: string): string | undefined =>
  parsePhoneNumber(text, country)?.msisdn;

/** Valid British mobile numbers, as their ten national digits. */
const british = fc.integer({ min: 0, max: 999_999 }).map((rest) => `7400${String(rest).padStart(6, '0')}`);

describe('parsePhoneNumber', () => {
  const spellings: readonly (readonly [string, string])[] = [
    ['07400123456', 'GB'],
    ['+447400123456', 'GB'],
    ['+447400123456', ''],
    ['+447400123456', 'US'],
    ['00447400123456', 'GB'],
    ['011447400123456', 'US'],
    ['07400 123 456', 'GB'],
    ['(07400) 123-456', 'GB'],
    ['+44 (0)7400 123456', 'GB'],
    ['  07400.123.456  ', 'GB'],
    ['07400\u00a0123\u00a0456', 'GB'],
    ['０７４００１２３４５６', 'GB'],
    ['＋４４７４００１２３４５６', ''],
    ['٠٧٤٠٠١٢٣٤٥٦', 'GB'],
    ['۰۷۴۰۰۱۲۳۴۵۶', 'GB'],
    ['०७४००१२३४५६', 'GB'],
    ['tel:+447400123456', ''],
    [' TEL:+447400123456', ''],
    ['07400123456'.padStart(64), 'GB'],
  ];
  for (const [text, country] of spellings) {
    it(`reads '${text}' from '${country}'`, () => {
      expect(msisdnOf(text, country)).to.equal('447400123456');
    });
  }

  it('gives one msisdn for every spelling of a number', () => {
    const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0');
    fc.assert(
      fc.property(
        british,
        separator,
        separator,
        fc.constantFrom('0', '+44', '0044', '+44 (0)'),
        (digits, a, b, lead) => {
          const text = `${lead}${digits.slice(0, 4)}${a}${digits.slice(4, 7)}${b}${digits.slice(7)}`;
          expect(msisdnOf(text, 'GB')).to.equal(`44${digits}`);
        },
      ),
    );
  });

  it('takes no number of more than the 15 digits of E.164, which some national plans have', () => {
    expect(isValidPhoneNumber('91711004234567', 'DE'), 'for the library').to.equal(true);
    expect(msisdnOf('91711004234567', 'DE')).to.equal(undefined);
    expect(msisdnOf('+4991711004234567', '')).to.equal(undefined);
    expect(msisdnOf('9171100423456', 'DE')).to.equal('499171100423456');
  });

  it('finds valid what the library finds valid, in every country', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{4,11}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...getCountries()),
        fc.array(digits, { minLength: 20, maxLength: 20 }),
        (country, all) => {
          const examples = getExampleNumber(country, examplesOfMobiles)?.nationalNumber ?? '1';
          for (const text of [...all, examples].map(
            (national) => `+${getCountryCallingCode(country)}${national}`,
          ))
            expect(parsePhoneNumber(text, '')?.valid ?? false, text).to.equal(isValidPhoneNumber(text));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('reads its own international spelling back', () => {
    fc.assert(
      fc.property(british, (digits) => {
        const number = parseMsisdn(`44${digits}`);
        expect(parsePhoneNumber(number?.international ?? '', '')?.msisdn).to.equal(`44${digits}`);
      }),
    );
  });

  it('never throws, and answers digits alone', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.constantFrom('', 'GB', 'US', 'XX', '__proto__'),
        (text, country) => {
          const number = parsePhoneNumber(text, country);
          if (number !== undefined) expect(number.msisdn).to.match(/^[1-9][0-9]{1,14}$/);
        },
      ),
    );
  });

  const others = [
    '',
    '+',
    'abc',
    '07400123456;ext=5',
    '07400 123456 x 7',
    '0800 FLOWERS',
    'call 07400123456 now',
    '\0',
    '0'.repeat(65),
    '07400123456'.padStart(65),
    '+44tel:7400123456',
    'call +447400123456 now',
    '1'.repeat(300),
  ];
  for (const text of others) {
    it(`finds no number in ${JSON.stringify(text.slice(0, 30))}`, () => {
      expect(parsePhoneNumber(text, 'GB')).to.equal(undefined);
    });
  }

  it('finds no number in a longer text without a country', () => {
    expect(parsePhoneNumber('call +447400123456 now', '')).to.equal(undefined);
  });

  it('finds no number in a national one without a country', () => {
    expect(parsePhoneNumber('07400123456', '')).to.equal(undefined);
  });

  const types: readonly (readonly [string, string])[] = [
    ['+447400123456', 'mobile'],
    ['+442079460000', 'fixed-line'],
    ['+12025550123', 'fixed-line-or-mobile'],
    ['+449012345678', 'premium-rate'],
    ['+448001234567', 'toll-free'],
    ['+4918012345678', 'shared-cost'],
    ['+447640123456', 'pager'],
    ['+445612345678', 'voip'],
    ['+443012345678', 'uan'],
    ['+447012345678', 'personal-number'],
  ];
  for (const [number, type] of types) {
    it(`tells that ${number} is ${type}`, () => {
      const { type: told, valid } = parsePhoneNumber(number, '') ?? {};
      expect({ told, valid }).to.deep.equal({ told: type, valid: true });
    });
  }

  it('tells an impossible number by its validity', () => {
    expect(parsePhoneNumber('07700900001', 'GB')).to.include({
      msisdn: '447700900001',
      type: 'unknown',
      valid: false,
      international: '+44 7700 900001',
    });
  });
});

describe('the kinds of numbers', () => {
  it('are those that policies name', () => {
    expect(numberTypes).to.include.members(['mobile', 'fixed-line-or-mobile', 'premium-rate', 'unknown']);
  });
});

describe('parseMsisdn', () => {
  it('takes digits alone', () => {
    for (const text of ['+447400123456', '44 7400123456', ' 447400123456', '447400123456 ', ''])
      expect(parseMsisdn(text), text).to.equal(undefined);
    expect(parseMsisdn('447400123456')?.country).to.equal('GB');
  });
});

describe('isCountry', () => {
  it('takes ISO 3166-1 codes in upper case that have a numbering plan', () => {
    expect(['GB', 'US', 'DE', 'XK'].map(isCountry)).to.deep.equal([true, true, true, true]);
    expect(['gb', 'XX', '', 'GBR', '__proto__', 'constructor', 'toString'].some(isCountry)).to.equal(false);
  });
});

describe('callingCodeOf', () => {
  it('knows the digits of a country, and none of what is no country', () => {
    expect(['GB', 'US', 'CA', 'XX', ''].map(callingCodeOf)).to.deep.equal([
      '44',
      '1',
      '1',
      undefined,
      undefined,
    ]);
  });
});
