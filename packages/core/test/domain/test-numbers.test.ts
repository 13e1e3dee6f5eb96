import { expect } from 'chai';
import { parsePhoneNumber, type PhoneNumber } from '../../dist/domain/phone-number.js';
import { createTestNumbers, isFiction } from '../../dist/domain/test-numbers.js';

const number = (text: string): PhoneNumber => {
  const parsed = parsePhoneNumber(text, '');
  if (parsed === undefined) throw new Error(`${text} is no number`);
  return parsed;
};

describe('test numbers', () => {
  const until = 1_000;
  const configured = createTestNumbers([{ number: '+447400123456', code: '012345', until }], false);

  it('have their code until their end date', () => {
    expect(configured(number('+447400123456'), until - 1)).to.deep.equal({
      kind: 'configured',
      code: '012345',
    });
    for (const after of [until, until + 1, 10 * until])
      expect(configured(number('+447400123456'), after)).to.equal(undefined);
  });

  it('are no other numbers', () => {
    expect(configured(number('+447400123457'), 0)).to.equal(undefined);
    expect(configured(number('+447700900001'), 0)).to.equal(undefined);
  });

  it('may be those of fiction', () => {
    const fiction = createTestNumbers([], true);
    for (const text of ['+447700900000', '+447700900999', '+12025550100', '+12125550199']) {
      expect(fiction(number(text), 0)).to.deep.equal({ kind: 'fiction' });
    }
    for (const text of ['+447700901000', '+447700899999', '+12025550200', '+12025560100', '+442079460000']) {
      expect(fiction(number(text), 0)).to.equal(undefined);
    }
  });

  it('are no numbers that only begin or end like one of fiction', () => {
    expect(['447700900123', '12025550100'].map(isFiction)).to.deep.equal([true, true]);
    for (const msisdn of ['4477009001234', '1447700900123', '120255501001', '4412025550100'])
      expect(isFiction(msisdn), msisdn).to.equal(false);
  });

  it('are six digits at least, and fifteen at most', () => {
    for (const text of ['123456', '+123456789012345'])
      expect(() => createTestNumbers([{ number: text, code: '123456', until }], false), text).not.to.throw();
  });

  for (const text of ['x447400123456', '447400123456x', '0447400123456', '++447400123456', '44+7400123456'])
    faultyNumber(text);
  for (const text of ['12345', '1234567890123456', '']) faultyNumber(text);
  function faultyNumber(text: string): void {
    it(`are refused as '${text}'`, () => {
      const entry = { number: text, code: '123456', until };
      expect(() => createTestNumbers([entry], false)).to.throw(TypeError, 'is not E.164');
    });
  }

  for (const code of ['1234567', 'x123456', '123456x', '12345x', '']) {
    it(`are refused with the code '${code}'`, () => {
      const entry = { number: '+447400123456', code, until };
      expect(() => createTestNumbers([entry], false)).to.throw(TypeError, 'not six digits');
    });
  }

  const faulty = [
    { number: '07400 123456', code: '123456', until, says: 'is not E.164' },
    { number: '+447400123456', code: '12345', until, says: 'not six digits' },
    { number: '+447400123456', code: '123456', until: NaN, says: 'no end date' },
  ];
  for (const { says, ...entry } of faulty) {
    it(`are refused: ${says}`, () => {
      expect(() => createTestNumbers([entry], false)).to.throw(TypeError, says);
    });
  }
});
