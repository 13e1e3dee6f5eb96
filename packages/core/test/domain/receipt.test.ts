import { expect } from 'chai';
import { isReceipt } from '../../dist/domain/receipt.js';

describe('a receipt', () => {
  it('is 1 to 48 bytes in base64url', () => {
    for (const text of ['AA', 'AAA', 'AAAA', '-_-_', Buffer.alloc(48, 255).toString('base64url')])
      expect(isReceipt(text), text).to.equal(true);
  });

  it('is spelled as its bytes are encoded, and no longer', () => {
    for (const other of [
      '',
      'A',
      'AB',
      'AA==',
      'A A',
      '++//',
      Buffer.alloc(49, 255).toString('base64url'),
      undefined,
      7,
      ['AA'],
    ])
      expect(isReceipt(other), String(other)).to.equal(false);
  });
});
