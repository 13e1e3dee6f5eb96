import { bodyTooLarge } from '@threepid/core';
import { expect } from 'chai';
import { bodyTextOf } from '../../../dist/http/request/body-text.js';

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const json = { 'content-type': 'application/json' };

describe('the text of a body', () => {
  it('is the body as it came', () => {
    const text = '{ "a":\t"€" }';
    for (const body of [text, Buffer.from(text), new TextEncoder().encode(text)])
      expect(bodyTextOf({ body, headers: json })).to.equal(text);
    for (const body of [undefined, null]) expect(bodyTextOf({ body, headers: {} })).to.equal('');
  });

  it('is a form written again, if the host has parsed it', () => {
    const body = { To: '+447400123456', MessageStatus: 'sent', a: ['1', '2'], empty: '' };
    expect(bodyTextOf({ body, headers: form })).to.equal(
      'To=%2B447400123456&MessageStatus=sent&a=1&a=2&empty=',
    );
  });

  it('has every name of a form that the host has parsed, also one that objects have from elsewhere', () => {
    const body = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(bodyTextOf({ body, headers: form })).to.equal('__proto__=x&constructor=y');
  });

  it('is not guessed', () => {
    const parsed: readonly [unknown, Record<string, string>][] = [
      [{ a: '1' }, json],
      [{ a: { b: '1' } }, form],
      [{ a: ['1', ['2']] }, form],
      [{ a: 1 }, form],
    ];
    for (const [body, headers] of parsed)
      expect(() => bodyTextOf({ body, headers })).to.throw('mount threepid before your body parser');
  });

  it('has a limit', () => {
    for (const body of [bodyTooLarge, 'x'.repeat(65_537), Buffer.alloc(65_537)])
      expect(() => bodyTextOf({ body, headers: {} })).to.throw('must not be larger than 65536 bytes');
    expect(bodyTextOf({ body: 'x'.repeat(65_536), headers: {} })).to.have.length(65_536);
  });
});
