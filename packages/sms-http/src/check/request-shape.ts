import { requestPlaceholders } from '../request/request-placeholders.js';
import { signatureAlgorithms } from '../request/sign.js';
import { splitUrl } from '../request/compile-url.js';
import {
  errorOf,
  neededTemplate,
  scopeWith,
  scopeWithout,
  settingScope,
  template,
  type KnownSettings,
  type Scope,
} from './placeholder-scope.js';
import {
  anyNumber,
  byKind,
  byProperty,
  flag,
  isObject,
  list,
  listed,
  nothing,
  oneOf,
  record,
  recursive,
  table,
  type Check,
  type Properties,
  type Shape,
} from './shape.js';

/** Headers that the HTTP client sets. */
const ownHeaders = ['connection', 'content-length', 'host', 'transfer-encoding'];

/** Values that are free text: they could not stand in a header. */
const freeTexts = ['text', 'code', 'brand'];

/** The values that a placeholder can have, for those that have few. */
const cases: ReadonlyMap<string, readonly string[]> = new Map([
  ['{alphabet}', ['gsm', 'unicode']],
  ['{outcome}', ['verified', 'resent', 'expired']],
  ['{purpose}', ['verify', 'in-use', 'not-found', 'notice']],
]);

/** The form of a request. @param scope the placeholders of what it is about. */
export function requestShape(scope: Scope, settings: KnownSettings): Shape {
  const ofRequest = scopeWith(scope, Object.keys(requestPlaceholders));
  const inHeaders = scopeWithout(scopeWith(ofRequest, ['signature']), freeTexts);
  const header = valueShape(template(inHeaders));
  const scheme = schemeShape(scope);
  return record(
    { url: urlShape(scope, settings) },
    {
      method: oneOf('POST', 'GET', 'PUT', 'PATCH'),
      query: table(fieldShape(scope)),
      headers: table(header, headerNameError),
      authentication: byKind({ object: scheme, list: list(scheme) }),
      signature: signatureShape(neededTemplate(ofRequest)),
      json: jsonShape(scope),
      form: table(fieldShape(scope)),
    },
    requestRule,
  );
}

const requestRule: Check = (value, path) => {
  if (!isObject(value)) return [];
  const { method, json, form, signature, headers } = value;
  const errors: string[] = [];
  if (json !== undefined && form !== undefined) errors.push(`${path} has both json and form`);
  if (method === 'GET' && (json !== undefined || form !== undefined))
    errors.push(`${path} is a GET, which has no body: write its fields in query`);
  const isUsed = JSON.stringify(headers ?? {}).includes('{signature}');
  if (isUsed && signature === undefined)
    errors.push(`${path}.headers has {signature}, but there is no signature`);
  if (!isUsed && signature !== undefined)
    errors.push(`${path}.signature is sent nowhere: write {signature} in a header`);
  return errors;
};

function urlShape(scope: Scope, settings: KnownSettings): Shape {
  const base = settingScope(settings);
  const needed = neededTemplate(scope);
  return {
    check: (value, path) => {
      const errors = needed.check(value, path);
      if (typeof value !== 'string' || errors.length > 0) return errors;
      const error = urlError(value, base);
      return error === undefined ? [] : [`${path} ${error}`];
    },
    schema: { type: 'string' },
  };
}

function urlError(value: string, settings: Scope): string | undefined {
  const parts = splitUrl(value);
  if (parts === undefined)
    return 'must begin with https:// or with a setting, and have neither query (write query) nor fragment';
  const error = errorOf(parts.base, settings);
  if (error !== undefined) return `may have only settings before its path, and ${error}`;
  const isLocal = /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(parts.base);
  return parts.base.startsWith('http:') && !isLocal ? 'must be https, or http on this machine' : undefined;
}

function schemeShape(scope: Scope): Shape {
  const value = template(scope);
  const basic = record({ username: value, password: value });
  return byProperty({ basic: record({ basic }) }, record({ bearer: value }));
}

/** The form of a signature. @param more what else there must be. */
export function signatureShape(item: Shape, more: Properties = {}): Shape {
  const algorithm = oneOf(...Object.keys(signatureAlgorithms));
  return record(
    { algorithm, text: item, output: oneOf('base64', 'hex'), ...more },
    { key: item, keyEncoding: oneOf('text', 'base64', 'hex') },
    keyRule,
  );
}

const keyRule: Check = (value, path) => {
  if (!isObject(value)) return [];
  const isKeyed = String(value['algorithm']).startsWith('hmac-');
  if (isKeyed === (value['key'] !== undefined)) return [];
  return [isKeyed ? `${path}.key is missing` : `${path}.key is for HMACs; put the secret in the text`];
};

function headerNameError(name: string): string | undefined {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return 'must be the name of a header in lower case';
  return ownHeaders.includes(name) ? 'is set by the HTTP client' : undefined;
}

function valueShape(item: Shape): Shape {
  return byKind({ string: item, object: caseShape(item, item) });
}

/** The form of a field of a form or a query. */
export function fieldShape(scope: Scope): Shape {
  const item = template(scope);
  return recursive('field', (self) =>
    byKind({
      string: item,
      number: anyNumber,
      boolean: flag,
      list: list(self),
      object: caseShape(item, self),
    }),
  );
}

/** The form of a value of JSON. */
export function jsonShape(scope: Scope): Shape {
  const item = template(scope);
  return recursive('json', (self) =>
    byKind({
      string: item,
      number: anyNumber,
      boolean: flag,
      null: nothing,
      list: list(self),
      object: byProperty(
        {
          $case: caseShape(item, self),
          $number: record({ $number: item }),
          $boolean: record({ $boolean: item }),
        },
        table(self, (name) => (name.startsWith('$') ? 'must not begin with $' : undefined)),
      ),
    }),
  );
}

function caseShape(subject: Shape, item: Shape): Shape {
  const check: Check = (value, path) => {
    if (!isObject(value)) return [`${path} must be an object with $case`];
    const { $case, ...others } = value;
    const values = typeof $case === 'string' ? cases.get($case) : undefined;
    const unknown = Object.keys(others).filter(
      (name) => values !== undefined && ![...values, '*'].includes(name),
    );
    return [
      ...subject.check($case, `${path}.$case`),
      ...unknown.map(
        (name) => `${path}.${name} never is the value of ${String($case)}: ${listed(values ?? [])}`,
      ),
      ...Object.entries(others).flatMap(([name, each]) =>
        item.check(each, `${path}[${JSON.stringify(name)}]`),
      ),
    ];
  };
  const schema = { type: 'object', required: ['$case'], additionalProperties: item.schema };
  return { check, schema };
}
