import assert from 'node:assert/strict';
import { callingCodeOf, maskNumber, MatrixError } from '@threepid/core';
import { toAsciiDigits } from '../../../../packages/core/dist/domain/decimal-digits.js';
import { maskDigits } from '../../../../packages/core/dist/domain/mask-digits.js';
import { parseMsisdn, parsePhoneNumber } from '../../../../packages/core/dist/domain/phone-number.js';
import { readNumber } from '../../../../packages/core/dist/domain/requested-number.js';
import { createTestNumbers } from '../../../../packages/core/dist/domain/test-numbers.js';
import { normaliseCode } from '../../../../packages/core/dist/domain/verification-code.js';
import { asBytes } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { lineFields } from './line-fields.js';
import { orMatrixError } from './matrix-error-of.js';

const testNumbers = createTestNumbers([{ number: '+447400999999', code: '000042', until: 1_000 }], true);

/** A country, and a number as a person types it: canonical is E.164, and canonical numbers are what they are. */
const phoneNumber: FuzzTarget = {
  name: 'phone-number',
  share: 2,
  seeds: [
    'GB\n07400 123456',
    '\n+44 7400 123456',
    'US\n(202) 555-0123',
    'IT\n06 1234 5678',
    'AR\n011 15 2345-6789',
    'MX\n044 55 1234 5678',
    `EG\n${asBytes('٠١٠٠١٢٣٤٥٦٧')}`,
    `JP\n${asBytes('０９０−１２３４−５６７８')}`,
    '\ntel:+491711234567',
    'DE\n0171/1234567;ext=5',
    'BR\n(11) 96123-4567',
    '\n+8001234567 8',
    '\n+870 773 111 632',
    'SG\n91234567',
    '\n+290 5 1234',
    'GB\n07700 900001',
    'US\n1-800-FLOWERS',
    'DE\n00491711234567',
    'RU\n8 912 345-67-89',
    'CI\n01 23 45 67 89',
  ],
  dictionary: [
    'GB',
    'US',
    'IT',
    'AR',
    'MX',
    'BR',
    'RU',
    'KZ',
    'CI',
    'SM',
    'VA',
    'HU',
    '00',
    '011',
    '+',
    ';ext=',
    ';phone-context=',
    'tel:',
    'x',
    ...['٤', '٢', '－', '＋', '⁺'].map(asBytes),
  ],
  run: (input) => {
    const { lines, rest } = lineFields(input, 1);
    const [country = ''] = lines;
    const text = Buffer.from(rest, 'latin1').toString();
    const read = orMatrixError(() => readNumber({ phoneNumber: text, country }, testNumbers, 0));
    if (!(read instanceof MatrixError)) checkNumber(read);
  },
};

function checkNumber(read: ReturnType<typeof readNumber>): void {
  const { msisdn, international, country, valid } = read;
  // E.164 has no minimum length. A German pager has six digits, the country's two among them.
  assert.match(msisdn, /^[1-9][0-9]{5,14}$/, 'E.164 without the plus');
  assert.equal(international.replace(/[^0-9]/g, ''), msisdn, 'the form for people has the same digits');
  const again = [parseMsisdn(msisdn), parsePhoneNumber(international, '')];
  // A test number that is in no plan is of the country that it was dialled in.
  for (const one of again)
    assert.deepEqual(valid ? one : one?.msisdn, valid ? read : msisdn, 'read again, it is the same');
  if (country !== undefined) assert.ok(msisdn.startsWith(callingCodeOf(country) ?? 'none'), 'of its country');
  const masked = maskNumber(msisdn);
  assert.ok(!masked.includes(msisdn.slice(2, -2)), 'masked');
  assert.ok(valid || testNumbers(read, 0) !== undefined, 'no other invalid number is taken');
}

/** A code as people write it. */
const code: FuzzTarget = {
  name: 'code',
  seeds: [
    '123456',
    ' 12-34 56 ',
    asBytes('١٢٣٤٥٦'),
    asBytes('１２３–４５６\u200b'),
    'abcdef',
    '\0'.repeat(6),
  ],
  run: (input) => {
    const text = input.toString();
    const normal = normaliseCode(text);
    assert.equal(normaliseCode(normal), normal, 'normal codes are what they are');
    assert.ok(
      !/[\s\0]/.test(normal) && !/(?![0-9])\p{Nd}/u.test(normal),
      'digits of one script, without spaces',
    );
    if (text.length <= 1_000)
      assert.equal(digitsOf(normal), digitsOf(toAsciiDigits(text)), 'no digit is lost or made');
  },
};

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}

/** A text for the log: nothing that could be a number or a code is left, whatever separates its digits. */
const masking: FuzzTarget = {
  name: 'mask-digits',
  seeds: [
    'call +44 7400 123456 now',
    `${asBytes('٠١٠٠١٢٣٤')} 0x00000045`,
    '1-2-3-4-5-6',
    '(020) 7946 0018',
    '0x12345678 0x123456789',
  ],
  run: (input) => {
    const masked = maskDigits(input.toString());
    const left = masked.replace(/\b0x\d{8}\b/g, '');
    assert.ok(!/\p{Nd}{6}/u.test(left), 'no six digits are left');
    assert.equal(maskDigits(masked), masked, 'masked once and for all');
  },
};

export const numberTargets: readonly FuzzTarget[] = [phoneNumber, code, masking];
