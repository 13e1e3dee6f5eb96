import type { JsonObject } from './open-api.js';

/** The calls of one server and base path, each in the official text that describes it. */
export interface SchemathesisDocument {
  readonly name: string;
  readonly basePath: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Schemas of parameters, by their names: what the texts say in words. */
  readonly words?: Readonly<Record<string, JsonObject>>;
  /** Parameters that may be missing, although the texts need them. */
  readonly optional?: readonly string[];
}

/** "They must consist entirely of the characters `[0-9a-zA-Z.=_-]`. Their length must not exceed 255 characters". */
const identifier = { type: 'string', pattern: '^[0-9a-zA-Z.=_-]{1,255}$' };

/** Numbers of the country that have the code below: Ofcom's for fiction, one of which is in the text's example. */
export const testNumbers = Array.from({ length: 100 }, (_, index) => String(7_700_900_000 + index));

/** The code of the test numbers. */
export const testCode = '123456';

/** The schemas of parameters, where the texts say in words what their schemas don't. */
export const schemasInWords: Readonly<Record<string, JsonObject>> = {
  sid: identifier,
  client_secret: identifier,
  // "The two-letter uppercase ISO-3166-1 alpha-2 country code that the number should be parsed as if it were dialled from".
  country: { type: 'string', enum: ['GB'] },
  phone_number: { type: 'string', enum: testNumbers.map((number) => `0${number}`) },
  // matrix-js-sdk sends it as a text.
  send_attempt: {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      { type: 'string', pattern: '^[0-9]{1,15}$' },
    ],
  },
  // On the host of the text's example, in printable ASCII without a backslash. Null stands for none.
  next_link: { type: ['string', 'null'], pattern: '^https://example\\.org(?:/[!-\\[\\]-~]{0,200})?$' },
  // Null stands for none.
  id_access_token: { type: ['string', 'null'], pattern: '^[!-~]{1,1024}$' },
  token: { type: 'string', enum: [testCode] },
};

/** The calls that threepid answers. */
export const schemathesisDocuments = {
  v1: {
    name: 'identity API v1',
    basePath: '/_matrix/identity/api/v1',
    paths: {
      'identity-v1/phone_associations.yaml': [
        '/validate/msisdn/requestToken',
        '/validate/msisdn/submitToken',
      ],
      'identity-v1/associations.yaml': ['/3pid/getValidated3pid'],
    },
    // As in its first edition, of 2018.
    optional: ['send_attempt'],
  },
  v2: {
    name: 'identity API v2',
    basePath: '/_matrix/identity/v2',
    paths: {
      'identity/v2_phone_associations.yaml': [
        '/validate/msisdn/requestToken',
        '/validate/msisdn/submitToken',
      ],
      'identity/v2_associations.yaml': ['/3pid/getValidated3pid'],
      'identity/v2_auth.yaml': ['/account/register', '/account'],
      'identity/v2_terms.yaml': ['/terms'],
    },
  },
  versions: {
    name: 'versions and pings',
    basePath: '/_matrix/identity',
    paths: {
      'identity/versions.yaml': ['/versions'],
      'identity/v2_ping.yaml': ['/v2'],
      'identity-v1/ping.yaml': ['/api/v1'],
    },
  },
  client: {
    name: 'client-server API',
    basePath: '/_matrix/client/v3',
    paths: {
      'client-server/registration.yaml': ['/register/msisdn/requestToken'],
      'client-server/administrative_contact.yaml': ['/account/3pid/msisdn/requestToken'],
    },
    words: { id_server: { enum: ['id.example.com', null] } },
  },
  password: {
    name: 'client-server API, passwords',
    basePath: '/_matrix/client/v3',
    paths: { 'client-server/password_management.yaml': ['/account/password/msisdn/requestToken'] },
    words: {
      id_server: { enum: ['id.example.com', null] },
      phone_number: { type: 'string', enum: ['07400 999999'] },
    },
  },
} satisfies Readonly<Record<string, SchemathesisDocument>>;
