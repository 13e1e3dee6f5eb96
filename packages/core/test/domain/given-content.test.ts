import { expect } from 'chai';
import { checkedContent } from '../../dist/domain/given-content.js';

describe('the content of a message of another product', () => {
  for (const [given, checked] of [
    [{ code: '1234' }, { code: '1234', text: undefined }],
    [{ code: 'aB3-5678aB3-5678' }, { code: 'aB3-5678aB3-5678', text: undefined }],
    [{ text: ' One\r\ntwo \n' }, { code: undefined, text: 'One\ntwo' }],
    [
      { code: '123456', text: 'x' },
      { code: '123456', text: 'x' },
    ],
    [{ text: 'x'.repeat(1_000) }, { code: undefined, text: 'x'.repeat(1_000) }],
  ] as const)
    it(`may be ${JSON.stringify(given).slice(0, 40)}`, () => {
      expect(checkedContent(given)).to.deep.equal(checked);
    });

  const code = 'The code must be 4 to 16 letters, digits or hyphens';
  const text = 'The text must have 1 to 1000 characters, without control characters';
  for (const [given, says] of [
    [{}, 'A message needs a code or a text'],
    ...['', '123', '12345678901234567', '12 34', 'x1234 ', '１２３４'].map(
      (one) => [{ code: one }, code] as const,
    ),
    ...['', ' \n', 'x'.repeat(1_001), 'a\tb', 'a\rb', 'a\0', '\ud800'].map(
      (one) => [{ text: one }, text] as const,
    ),
  ] as const)
    it(`may not be ${JSON.stringify(given).slice(0, 40)}`, () => {
      expect(() => checkedContent(given))
        .to.throw(says)
        .with.property('errcode', 'M_INVALID_PARAM');
    });
});
