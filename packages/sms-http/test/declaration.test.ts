import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { DeclarationError, errorsOfDeclaration, readRecipe, recipeNames } from '@threepid/sms-http';
import { declarationSchema } from '../dist/check/declaration-schema.js';
import { declaration } from './declaration.js';

type Json = Readonly<Record<string, unknown>>;

/** The declaration with something else at a path, as `request.json.to`. */
function withAt(path: string, value: unknown): Json {
  const [first = '', ...rest] = path.split('.');
  const put = (object: Json, name: string, others: readonly string[]): Json => {
    const [next, ...further] = others;
    const inner = next === undefined ? value : put((object[name] ?? {}) as Json, next, further);
    return { ...object, [name]: inner };
  };
  return put({ ...declaration }, first, rest);
}

const invalid: Readonly<Record<string, readonly [path: string, value: unknown, error: string]>> = {
  'an unknown placeholder': [
    'request.json.to',
    '{too}',
    'request.json.to has the unknown placeholder {too}; did you mean to?',
  ],
  'a placeholder without its form': [
    'request.json.at',
    '{now}',
    'request.json.at has the unknown placeholder {now}; write {now:seconds}, {now:milliseconds}, {now:iso}, {now:datetime} or {now:http}',
  ],
  'a single brace': [
    'request.json.at',
    '}',
    'request.json.at has a single }; write }} for a brace that is no placeholder',
  ],
  'an unknown property': ['request.jsn', {}, 'request.jsn is unknown; did you mean json?'],
  'a wrong type': ['settings.token', 'x', 'settings.token must be an object, not a string'],
  'plain http': [
    'request.url',
    'http://api.example.com/v1',
    'request.url must be https, or http on this machine',
  ],
  'a query in the URL': [
    'request.url',
    'https://api.example.com/v1?to={msisdn}',
    'request.url must begin with https://',
  ],
  'a number in the host': [
    'request.url',
    'https://{msisdn}.example.com',
    'request.url may have only settings before its path, and has the unknown placeholder {msisdn}',
  ],
  'a value that may be missing in the URL': [
    'request.url',
    'https://api.example.com/{country}',
    "request.url has {country}, which may be missing; it can't be left out here",
  ],
  'free text in a header': [
    'request.headers.x',
    '{text}',
    'request.headers.x has the unknown placeholder {text}',
  ],
  'a header of the client': [
    'request.headers.host',
    'x',
    'request.headers.host: its name is set by the HTTP client',
  ],
  'a header in upper case': [
    'request.headers.Authorization',
    'x',
    'request.headers.Authorization: its name must be',
  ],
  'two bodies': ['request.form', { to: '{to}' }, 'request has both json and form'],
  'a GET with a body': [
    'request.method',
    'GET',
    'request is a GET, which has no body: write its fields in query',
  ],
  'a signature that is not there': [
    'request.headers.x',
    '{signature}',
    'request.headers has {signature}, but there is no signature',
  ],
  'a signature that is sent nowhere': [
    'request.signature',
    { algorithm: 'sha1', text: '{token}{body}', output: 'hex' },
    'request.signature is sent nowhere: write {signature} in a header',
  ],
  'an HMAC without a key': [
    'request.signature',
    { algorithm: 'hmac-sha256', text: '{body}', output: 'hex' },
    'request.signature.key is missing',
  ],
  'a case that never is': [
    'request.json.type',
    { $case: '{alphabet}', ucs2: 'u' },
    'request.json.type.ucs2 never is the value of {alphabet}: gsm or unicode',
  ],
  'a property with a dollar': [
    'request.json.$numer',
    '{msisdn}',
    'request.json.$numer: its name must not begin with $',
  ],
  'a setting that is a placeholder': [
    'settings.text',
    { variable: 'TEXT', help: 'x' },
    'settings.text: its name is a placeholder of its own',
  ],
  'a variable twice': [
    'settings.other',
    { variable: 'EXAMPLE_FROM', help: 'x' },
    "settings.other.variable is another setting's too",
  ],
  'a variable with a secret of the server': [
    'settings.from',
    { variable: 'THREEPID_SECRET', help: 'x' },
    'settings.from.variable must not begin with THREEPID_ or AWS_: those are for the server itself',
  ],
  'a pattern without words': [
    'settings.from.pattern',
    '.*',
    'settings.from must have pattern and form, or neither',
  ],
  'a pattern that is none': [
    'settings.region.pattern',
    '(',
    'settings.region.pattern is no regular expression',
  ],
  'a default that is a secret': [
    'settings.token.default',
    'x',
    'settings.token.default of a secret is no secret',
  ],
  'alternatives that must be set': [
    'alternatives',
    [[['token'], ['from']]],
    'settings.token must be optional, because it is one of the alternatives',
  ],
  'no rule for sent': [
    'answers',
    [{ when: { status: 400 }, then: 'refused' }],
    'answers has no rule for sent',
  ],
  'a rule without a condition': ['answers', [{ when: {}, then: 'sent' }], 'answers[0].when has no condition'],
  'a wrong pointer': [
    'answers',
    [{ when: { status: '2xx' }, then: 'sent', id: 'id' }],
    'answers[0].id must be a JSON Pointer, such as /messages/0/id',
  ],
  'a wrong pointer in a condition': [
    'answers',
    [{ when: { body: { id: 'x' } }, then: 'sent' }],
    'answers[0].when.body.id: its name must be a JSON Pointer',
  ],
  'a meaning that is none': [
    'answers',
    [{ when: { status: '2xx' }, then: 'throttled' }],
    'answers[0].then must be sent, by-code, rejected-destination, refused, not-taken or unknown',
  ],
  'a code twice': ['errors.meanings', { refused: ['1'], unknown: [1] }, 'errors.meanings has 1 twice'],
  'a capture without a group': [
    'errors.message',
    { pointer: '', capture: 'x' },
    'errors.message.capture must have one group, in round brackets',
  ],
  'a case by a name that every object has': [
    'request.json.type',
    { $case: 'constructor', a: '{too}' },
    'request.json.type["a"] has the unknown placeholder {too}',
  ],
  'a case by an object': [
    'request.json.type',
    { $case: { toString: 1, valueOf: 1 } },
    'request.json.type.$case must be a string, not an object',
  ],
  'a setting with a name that every object has': [
    'settings.constructor',
    { variable: 'CONSTRUCTOR', help: 'x', optional: true },
    'settings.constructor: its name is one that every object of JavaScript has',
  ],
  'a pattern that a hostile answer could make slow': [
    'answers',
    [{ when: { body: { '/e': { matches: '(?:a|aa)+b' } } }, then: 'refused' }],
    'answers[0].when.body["/e"].matches repeats a group that contains a repetition or an alternative, and could take long',
  ],
  'a slow capture': [
    'errors.message',
    { pointer: '', capture: '((?:\\w+ )*)!' },
    'errors.message.capture repeats a group that contains',
  ],
  'a callback that anybody could sign': [
    'callback',
    {
      methods: ['POST'],
      check: { algorithm: 'sha256', text: '{body}{from}', output: 'hex', signature: '/sig' },
      id: '/id',
      state: { at: '/s', delivered: ['d'], undelivered: ['u'] },
    },
    'callback.check has no secret setting: anybody could sign',
  ],
  'a callback whose signature covers nothing': [
    'callback',
    {
      methods: ['POST'],
      check: {
        algorithm: 'hmac-sha256',
        key: '{token}',
        text: '{header:x-time}',
        output: 'hex',
        signature: '/s',
      },
      id: '/id',
      state: { at: '/s', delivered: ['d'], undelivered: ['u'] },
    },
    'callback.check.text has none of {body}, {query}, {sortedFields}',
  ],
  'an origin that is no setting': ['origin.from', 'form', 'origin.from must be token, from or region'],
  'a name with spaces': ['name', 'My provider', 'name must be lower-case letters, digits and dashes'],
};

describe('the check of declarations', () => {
  it('takes a declaration with everything in it', () => {
    expect(errorsOfDeclaration(declaration)).to.deep.equal([]);
  });

  for (const [what, [path, value, error]] of Object.entries(invalid))
    it(`reports ${what}`, () => {
      const [first = ''] = errorsOfDeclaration(withAt(path, value));
      expect(first.slice(0, error.length)).to.equal(error);
    });

  it('reports all errors at once, each in a line', () => {
    const wrong = { ...withAt('request.json.to', '{too}'), nam: 'x', answers: [{ when: { status: 99 } }] };
    const errors = errorsOfDeclaration(wrong);
    expect(errors).to.deep.equal([
      'nam is unknown; did you mean name?',
      'request.json.to has the unknown placeholder {too}; did you mean to?',
      'answers[0].then is missing',
      'answers[0].when.status must be a whole number from 100 to 599',
    ]);
    expect(new DeclarationError(errors).message).to.equal(errors.join('\n'));
  });

  it('reports what contains itself, and what is nested too deeply, by its path', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['again'] = cyclic;
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 'x');
    for (const value of [cyclic, deep]) {
      const errors = errorsOfDeclaration(withAt('request.json.to', value));
      expect(errors).to.have.length(1);
      expect(errors[0]).to.match(/^request\.json\.to.* is nested too deeply, or contains itself$/);
    }
  });

  it('reports what is no object', () => {
    for (const value of [undefined, null, 'x', 1, []])
      expect(errorsOfDeclaration(value)[0]).to.match(/^the declaration must be an object, not /);
  });
});

describe('the README', () => {
  it('has a declaration that is right', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const block = /```json\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(errorsOfDeclaration(JSON.parse(block))).to.deep.equal([]);
  });
});

describe('recipes', () => {
  const validate = new Ajv({ strict: false }).compile(declarationSchema());

  it('are all right, by the check and by the JSON Schema', () => {
    for (const name of recipeNames()) {
      const recipe = readRecipe(name);
      expect(recipe.name).to.equal(name);
      expect(validate(recipe), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
    }
  });

  it('are named if there is none of a name', () => {
    expect(() => readRecipe('../package')).to.throw(
      TypeError,
      /^there is no recipe of that name; there are .*vonage/,
    );
    expect(() => readRecipe('vonagee')).to.throw(TypeError, '; did you mean vonage?;');
  });

  it('have the JSON Schema that is published (UPDATE_SCHEMA=1 writes it)', () => {
    const file = new URL('../declaration.schema.json', import.meta.url);
    const wanted = declarationSchema();
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(wanted);
  });

  it('have a JSON Schema that takes nothing that the check refuses for its form', () => {
    for (const what of ['an unknown property', 'a header of the client', 'a meaning that is none'] as const) {
      const [path, value] = invalid[what] ?? ['', undefined];
      if (what !== 'a header of the client') expect(validate(withAt(path, value)), what).to.equal(false);
    }
  });
});
