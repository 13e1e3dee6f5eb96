import { clientSecret, requestTokenPath, submitTokenPath } from './calls.js';
import { matrixError } from './expectations.js';
import type { HttpCall } from './http-call.js';
import { row, type HttpScenario } from './http-scenario.js';

/** Bodies that no endpoint can read: each is sent to both that take one. */
const unreadable: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['half an object', '{', 'M_NOT_JSON'],
  ['an object that never ends', '{"client_secret":"a",', 'M_NOT_JSON'],
  ['a trailing comma', '{"client_secret":"a",}', 'M_NOT_JSON'],
  ['single quotes', "{'client_secret':'a'}", 'M_NOT_JSON'],
  ['a comment', '{/* */}', 'M_NOT_JSON'],
  ['two objects', '{}{}', 'M_NOT_JSON'],
  ['an object and rubbish', '{} x', 'M_NOT_JSON'],
  ['rubbish', 'rubbish', 'M_NOT_JSON'],
  ['white space', '   ', 'M_NOT_JSON'],
  ['undefined', 'undefined', 'M_NOT_JSON'],
  ['NaN', 'NaN', 'M_NOT_JSON'],
  ['an octal number', '{"send_attempt":01}', 'M_NOT_JSON'],
  ['a hexadecimal number', '{"send_attempt":0x1}', 'M_NOT_JSON'],
  ['XML', '<?xml version="1.0"?><a/>', 'M_NOT_JSON'],
  ['a form that claims to be JSON', 'client_secret=a&sid=b', 'M_NOT_JSON'],
  ['a control character in a string', '{"client_secret":"\u0001"}', 'M_NOT_JSON'],
  ['a NUL', '\0', 'M_NOT_JSON'],
  ['a NUL behind an object', '{}\0', 'M_NOT_JSON'],
  ['an escape that is none', '{"a":"\\x41"}', 'M_NOT_JSON'],
  ['UTF-8 broken in the middle', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 'M_NOT_JSON'],
  ['a lone continuation byte', Buffer.from([0x80]), 'M_NOT_JSON'],
  ['UTF-8 cut short', Buffer.from([0x22, 0xf0, 0x9f, 0x94]), 'M_NOT_JSON'],
  ['an overlong NUL', Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 'M_NOT_JSON'],
  ['a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'M_NOT_JSON'],
  ['UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'M_NOT_JSON'],
  ['bytes of all values', Uint8Array.from({ length: 256 }, (_, byte) => byte), 'M_NOT_JSON'],
  ['gzip', Buffer.from('1f8b0800000000000003abae05004dc86a6202000000', 'hex'), 'M_NOT_JSON'],
  ['nothing but opening brackets', '['.repeat(60_000), 'M_NOT_JSON'],
  ['an array', '[]', 'M_BAD_JSON'],
  ['an array of an object', '[{"client_secret":"a"}]', 'M_BAD_JSON'],
  ['arrays 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000), 'M_BAD_JSON'],
  ['null', 'null', 'M_BAD_JSON'],
  ['true', 'true', 'M_BAD_JSON'],
  ['a string', '"client_secret"', 'M_BAD_JSON'],
  ['a number', '1', 'M_BAD_JSON'],
  ['a huge number', '1e999', 'M_BAD_JSON'],
];

/** Bodies that can be parsed but have none of the required fields. */
const wanting: readonly (readonly [string, string, string])[] = [
  ['an empty object', '{}', 'M_MISSING_PARAMS'],
  [
    '__proto__ with all fields',
    '{"__proto__":{"client_secret":"a","sid":"b","token":"c","country":"GB","phone_number":"1"}}',
    'M_MISSING_PARAMS',
  ],
  ['constructor', '{"constructor":{"prototype":{"sid":"a"}}}', 'M_MISSING_PARAMS'],
  [
    'toString, hasOwnProperty and then',
    '{"toString":1,"hasOwnProperty":2,"then":3,"valueOf":4,"toJSON":5}',
    'M_MISSING_PARAMS',
  ],
  ['objects 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'M_MISSING_PARAMS'],
  [
    '5,000 fields',
    JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i]))),
    'M_MISSING_PARAMS',
  ],
  ['fields in capitals', '{"CLIENT_SECRET":"a","SID":"b","TOKEN":"c"}', 'M_MISSING_PARAMS'],
  [
    'fields that are all null',
    '{"client_secret":null,"sid":null,"token":null,"country":null,"phone_number":null}',
    'M_MISSING_PARAMS',
  ],
  ['a field named with a NUL', '{"sid\\u0000":"a","client_secret\\u0000":"b"}', 'M_MISSING_PARAMS'],
  ['an array as the object', '{"0":"a","length":1}', 'M_MISSING_PARAMS'],
];

const jsonType = { 'Content-Type': 'application/json' };

function toBoth(
  name: string,
  call: Omit<HttpCall, 'method' | 'target'>,
  errcode: string,
): readonly HttpScenario[] {
  return [requestTokenPath, submitTokenPath].map((target) =>
    row(
      `${name}, to ${target.split('/').at(-1) ?? ''}`,
      { method: 'POST', target, ...call },
      matrixError(400, errcode),
    ),
  );
}

/** Content types that don't match the body. */
const types: readonly (readonly [string, NonNullable<HttpCall['headers']>, string, string])[] = [
  ['a form without a content type', {}, 'client_secret=a', 'M_NOT_JSON'],
  [
    'a form as multipart',
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    '--x\r\n\r\na\r\n--x--',
    'M_NOT_JSON',
  ],
  ['a form as text', { 'Content-Type': 'text/plain' }, 'client_secret=a', 'M_NOT_JSON'],
  [
    'JSON as a form',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    '{"client_secret":"a"}',
    'M_MISSING_PARAMS',
  ],
  ['an empty content type', { 'Content-Type': '' }, '{}', 'M_MISSING_PARAMS'],
  ['a content type that is none', { 'Content-Type': 'rubbish' }, '{}', 'M_MISSING_PARAMS'],
  ['a content type of slashes', { 'Content-Type': '///' }, '{}', 'M_MISSING_PARAMS'],
  ['a content type of semicolons', { 'Content-Type': ';;;' }, '{}', 'M_MISSING_PARAMS'],
  [
    'a content type with a broken parameter',
    { 'Content-Type': 'application/json; charset="' },
    '{}',
    'M_MISSING_PARAMS',
  ],
  [
    'a charset that nobody knows',
    { 'Content-Type': 'application/json; charset=x-unknown' },
    '{}',
    'M_MISSING_PARAMS',
  ],
  [
    'a charset that is not UTF-8',
    { 'Content-Type': 'application/json; charset=utf-16' },
    '{}',
    'M_MISSING_PARAMS',
  ],
  ['two content types', { 'Content-Type': ['text/plain', 'application/json'] }, '{}', 'M_MISSING_PARAMS'],
  [
    'a content type of 4,000 characters',
    { 'Content-Type': `application/${'x'.repeat(4_000)}` },
    '{}',
    'M_MISSING_PARAMS',
  ],
  ['a content type in Latin-1', { 'Content-Type': 'appli\u00e7ation/json' }, '{}', 'M_MISSING_PARAMS'],
  ['a content type that inherits', { 'Content-Type': '__proto__' }, '{}', 'M_MISSING_PARAMS'],
  ['text/html', { 'Content-Type': 'text/html' }, '{}', 'M_MISSING_PARAMS'],
  ['a vendor type', { 'Content-Type': 'application/vnd.api+json' }, '{}', 'M_MISSING_PARAMS'],
  ['a content encoding of gzip', { ...jsonType, 'Content-Encoding': 'gzip' }, 'not gzip', 'M_NOT_JSON'],
  [
    'a content encoding that nobody knows',
    { ...jsonType, 'Content-Encoding': 'rot13' },
    '{}',
    'M_MISSING_PARAMS',
  ],
  [
    'a form whose field is there twice',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'client_secret=a&client_secret=a',
    'M_INVALID_PARAM',
  ],
  [
    'a form whose unknown field is there twice',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'x=1&x=2',
    'M_INVALID_PARAM',
  ],
  [
    'a form of ampersands',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    '&&&&=&=',
    'M_INVALID_PARAM',
  ],
  [
    'a form of percent signs',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    '%&%z=%zz',
    'M_MISSING_PARAMS',
  ],
  [
    'a form with brackets',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'client_secret[]=a&sid[x]=b',
    'M_MISSING_PARAMS',
  ],
  [
    'a form with __proto__',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    '__proto__=a&constructor=b',
    'M_MISSING_PARAMS',
  ],
  [
    'a form of 8,000 fields',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    Array.from({ length: 8_000 }, (_, i) => `f${i}=`).join('&'),
    'M_MISSING_PARAMS',
  ],
];

const empties: readonly HttpScenario[] = [
  ...toBoth('no body at all', {}, 'M_MISSING_PARAMS'),
  ...toBoth('a body of no bytes', { body: '' }, 'M_MISSING_PARAMS'),
  ...toBoth('a body of no bytes that says it is JSON', { headers: jsonType, body: '' }, 'M_MISSING_PARAMS'),
  ...toBoth('a body of no chunks', { body: '', chunked: true }, 'M_MISSING_PARAMS'),
  ...toBoth('a content type and no body', { headers: jsonType }, 'M_MISSING_PARAMS'),
];

/** Bodies that are wrong as a whole. */
export const malformedBodies: readonly HttpScenario[] = [
  ...empties,
  ...unreadable.flatMap(([name, body, errcode]) => toBoth(name, { headers: jsonType, body }, errcode)),
  ...wanting.flatMap(([name, body, errcode]) => toBoth(name, { headers: jsonType, body }, errcode)),
  ...types.flatMap(([name, headers, body, errcode]) => toBoth(name, { headers, body }, errcode)),
];

/** A field of requestToken or submitToken, and values that it can't have. */
export interface WrongField {
  readonly target: string;
  readonly field: string;
  readonly values: readonly unknown[];
  readonly errcode: string;
}

const notAString: readonly unknown[] = [
  0,
  1,
  -1,
  1.5,
  1e300,
  true,
  false,
  [],
  ['a'],
  [['a']],
  {},
  { a: 1 },
  { toString: 'a' },
];
const notOpaque: readonly unknown[] = [
  ...notAString,
  '',
  ' ',
  'a b',
  'a/b',
  'a\0b',
  'a\nb',
  '\u00e4',
  '\ud83d\ude00',
  '\ud800',
  'a'.repeat(256),
  'a'.repeat(60_000),
  "a'; --",
  '<a>',
  '%61',
  '\u0660',
];

const wrongFields: readonly WrongField[] = [
  { target: requestTokenPath, field: 'client_secret', values: notOpaque, errcode: 'M_INVALID_PARAM' },
  {
    target: requestTokenPath,
    field: 'country',
    values: [...notAString, 'gb', 'G', 'GBR', ' GB', 'GB\n', '44', 'XX', '\u0413\u0411', '__proto__', 'G\0'],
    errcode: 'M_INVALID_PARAM',
  },
  {
    target: requestTokenPath,
    field: 'phone_number',
    values: [...notAString, '', 'a'.repeat(65), '0'.repeat(60_000)],
    errcode: 'M_INVALID_PARAM',
  },
  {
    target: requestTokenPath,
    field: 'phone_number',
    values: [
      'x',
      '+',
      '0',
      '1',
      '999',
      '+0',
      '++447400123456',
      '07400123456;ext=1',
      '07400123456 x12',
      'tel:',
      '07400\u0000123456',
      '\u202e07400123456',
      '1e10',
      '0x7400123456',
      '074001234567890',
      '\ud83d\udcde',
      'null',
      '[object Object]',
    ],
    errcode: 'M_INVALID_ADDRESS',
  },
  {
    target: requestTokenPath,
    field: 'send_attempt',
    values: [
      -1,
      1.5,
      1e300,
      2 ** 53,
      true,
      false,
      [],
      [1],
      {},
      '',
      ' ',
      '1 ',
      '-1',
      '+1',
      '1.0',
      '1e3',
      '0x1',
      'one',
      '\u0661',
      '99999999999999999',
      '9007199254740993',
    ],
    errcode: 'M_INVALID_PARAM',
  },
  {
    target: requestTokenPath,
    field: 'next_link',
    values: [
      ...notAString,
      '',
      'example.org',
      '/back',
      '//example.org/',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.org/',
      'https:example.org',
      'https:/example.org',
      'https://',
      'https://evil.example/',
      'https://example.org.evil.example/',
      'https://evil-example.org/',
      'https://evilexample.org/',
      'https://user@example.org/',
      'https://user:pass@example.org/',
      'https://example.org@evil.example/',
      'https://evil.example\\@example.org/',
      'https://evil.example#@example.org/',
      'https://evil.example?@example.org/',
      'https://app.example.org/',
      'https://app.example.org:8444/',
      'https://sub.example.org/',
      ' https://example.org/',
      'https://example.org/\n',
      'https://exam\tple.org/',
      'https://example.org\0.evil.example/',
      `https://example.org/${'a'.repeat(2_048)}`,
      'https://[::1]:x/',
      'https://example.org:99999/',
      'https://\u0435xample.org/',
      'http://2130706433.evil/',
    ],
    errcode: 'M_INVALID_PARAM',
  },
  { target: submitTokenPath, field: 'sid', values: notOpaque, errcode: 'M_INVALID_PARAM' },
  { target: submitTokenPath, field: 'client_secret', values: notOpaque, errcode: 'M_INVALID_PARAM' },
  {
    target: submitTokenPath,
    field: 'token',
    values: [...notAString, '', 'a'.repeat(256), '1'.repeat(60_000)],
    errcode: 'M_INVALID_PARAM',
  },
  {
    target: submitTokenPath,
    field: 'token',
    values: [
      ' ',
      '\0',
      '1',
      'x',
      '123456789',
      '\ud83d\ude00',
      '\ud800',
      '1e5',
      '-12345',
      '12345\u0661',
      '</html>',
    ],
    errcode: 'M_NO_VALID_SESSION',
  },
];

const right: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [requestTokenPath]: {
    client_secret: clientSecret,
    country: 'GB',
    phone_number: '07400999998',
    send_attempt: 1,
  },
  [submitTokenPath]: { sid: 'abc', client_secret: clientSecret, token: '123456' },
};

/** Valid bodies with one invalid or missing field. */
export const malformedFields: readonly HttpScenario[] = [
  ...wrongFields.flatMap(({ target, field, values, errcode }) =>
    values.map((value) => wrongField(target, field, value, errcode)),
  ),
  ...missing(requestTokenPath, ['client_secret', 'country', 'phone_number']),
  ...missing(submitTokenPath, ['sid', 'client_secret', 'token']),
];

function wrongField(target: string, field: string, value: unknown, errcode: string): HttpScenario {
  const body = JSON.stringify({ ...right[target], [field]: value });
  const status = errcode === 'M_NO_VALID_SESSION' ? 404 : 400;
  return row(
    `${target.split('/').at(-1) ?? ''} with ${field} ${written(value)}`,
    { method: 'POST', target, headers: jsonType, body },
    matrixError(status, errcode),
  );
}

function missing(target: string, fields: readonly string[]): readonly HttpScenario[] {
  return fields.map((field) =>
    row(
      `${target.split('/').at(-1) ?? ''} without ${field}`,
      {
        method: 'POST',
        target,
        headers: jsonType,
        body: JSON.stringify({ ...right[target], [field]: undefined }),
      },
      matrixError(400, 'M_MISSING_PARAMS'),
    ),
  );
}

function written(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 20)}... of ${text.length} characters` : text;
}
