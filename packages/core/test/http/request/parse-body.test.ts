import { bodyLimit, bodyTooLarge, MatrixError } from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseBody } from '../../../dist/http/request/parse-body.js';

const parse = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  parseBody({ method: 'POST', path: '/', query: '', headers, body, remoteAddress: undefined });

const errcodeOf = (body: unknown, headers?: Readonly<Record<string, string>>): string => {
  try {
    parse(body, headers);
    return 'none';
  } catch (error) {
    return error instanceof MatrixError ? String(error.errcode) : String(error);
  }
};

describe('parseBody', () => {
  const json = '{"a":"1"}';
  const jsonTypes = [
    '',
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/vnd.x+json',
    'text/plain',
  ];
  for (const type of jsonTypes) {
    it(`reads JSON as '${type}', as text and as bytes`, () => {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      expect(parse(json, headers)).to.deep.equal({ a: '1' });
      expect(parse(Buffer.from(json), headers)).to.deep.equal({ a: '1' });
    });
  }

  const formTypes = [
    'application/x-www-form-urlencoded',
    'application/x-form-www-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-Form-Www-Urlencoded ;charset=utf-8',
  ];
  for (const type of formTypes) {
    it(`reads a form as '${type}'`, () => {
      expect(parse('a=1&b=%2B+%20x', { 'content-type': type })).to.deep.equal({ a: '1', b: '+  x' });
    });
  }

  it('goes by the first of several content types', () => {
    const headers = { 'content-type': [formTypes[0] ?? '', 'application/json'] };
    expect(
      parseBody({ method: 'POST', path: '/', query: '', headers, body: 'a=1', remoteAddress: undefined }),
    ).to.deep.equal({ a: '1' });
  });

  it('takes a value that the host has parsed', () => {
    expect(parse({ a: 1 })).to.deep.equal({ a: 1 });
  });

  it('reads a body after one that ends in the middle of a character', () => {
    expect(() => parse(Buffer.from([0x7b, 0x22, 0xc3]))).to.throw(MatrixError);
    expect(parse(Buffer.from('{"a":"é"}'))).to.deep.equal({ a: 'é' });
  });

  it('finds nothing in no body', () => {
    for (const body of [undefined, null, '', new Uint8Array()]) expect(parse(body)).to.deep.equal({});
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['broken JSON', '{"a":', 'M_NOT_JSON'],
    ['white space', ' ', 'M_NOT_JSON'],
    ['broken UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'M_NOT_JSON'],
    ['an array', '[]', 'M_BAD_JSON'],
    ['a string', '"x"', 'M_BAD_JSON'],
    ['a number', '1', 'M_BAD_JSON'],
    ['null', 'null', 'M_BAD_JSON'],
    ['a parsed array', [1], 'M_BAD_JSON'],
    ['a parsed number', 1, 'M_BAD_JSON'],
    ['64 KiB of text and a byte', `"${'a'.repeat(bodyLimit)}"`, 'M_TOO_LARGE'],
    ['64 KiB of bytes and one', Buffer.alloc(bodyLimit + 1), 'M_TOO_LARGE'],
    ['64 KiB of UTF-8 in less text', 'é'.repeat(bodyLimit / 2 + 1), 'M_TOO_LARGE'],
    ['what an adapter found too large', bodyTooLarge, 'M_TOO_LARGE'],
  ];
  for (const [what, body, errcode] of wrong) {
    it(`answers ${errcode} to ${what}`, () => {
      expect(errcodeOf(body)).to.equal(errcode);
    });
  }

  it('believes a content length that is too large', () => {
    expect(errcodeOf({ a: 1 }, { 'content-length': String(bodyLimit + 1) })).to.equal('M_TOO_LARGE');
    expect(errcodeOf({ a: 1 }, { 'content-length': 'x' })).to.equal('none');
  });

  it('takes a body of 64 KiB to the byte, as text, as bytes and by its content length', () => {
    const text = `{"a":"${'é'.repeat((bodyLimit - 8) / 2)}"}`;
    expect(Buffer.byteLength(text)).to.equal(bodyLimit);
    const headers = { 'content-length': String(bodyLimit) };
    for (const body of [text, Buffer.from(text)]) {
      expect(errcodeOf(body)).to.equal('none');
      expect(errcodeOf(body, headers)).to.equal('none');
    }
    for (const body of [`${text} `, Buffer.from(`${text} `)]) expect(errcodeOf(body)).to.equal('M_TOO_LARGE');
  });

  it('says what is wrong', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [body, headers, message] of [
      ['{', {}, 'The body is not JSON'],
      [Buffer.from([0xff]), {}, 'The body is not UTF-8'],
      ['[]', {}, 'The body must be a JSON object'],
      [bodyTooLarge, {}, 'The body must not be larger than 65536 bytes'],
      ['a=1&a=1', form, 'A parameter was given more than once'],
    ] as const)
      expect(() => parse(body, headers)).to.throw(MatrixError, message);
    for (const body of ['{', Buffer.from([0xff])])
      expect(() => parse(body))
        .to.throw()
        .with.property('cause')
        .that.is.instanceOf(Error);
  });

  it('wants each form field once', () => {
    expect(errcodeOf('a=1&a=2', { 'content-type': 'application/x-www-form-urlencoded' })).to.equal(
      'M_INVALID_PARAM',
    );
  });

  it('throws nothing but Matrix errors, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('application/json', formTypes[0] ?? ''), (body, type) => {
        expect(errcodeOf(body, { 'content-type': type })).to.match(
          /^(?:none|M_NOT_JSON|M_BAD_JSON|M_INVALID_PARAM)$/,
        );
      }),
    );
  });
});
