import { placeholdersOf } from '../template/parse-template.js';
import { isOfCall } from '../callback/compile-check.js';
import { place } from './answer-shape.js';
import { errorOf, type KnownSettings } from './placeholder-scope.js';
import { signatureShape } from './request-shape.js';
import { anyNumber, byKind, isObject, list, oneOf, record, text, withRule, type Shape } from './shape.js';

const states = list(byKind({ string: text(), number: anyNumber }));

/** The form of a callback. */
export function callbackShape({ names, secret }: KnownSettings): Shape {
  const known = { names: ['body', 'query', 'sortedFields', 'header:NAME', ...names] };
  const template = text((value) => errorOf(value, known, isOfCall));
  return record(
    {
      methods: list(oneOf('GET', 'POST')),
      check: withRule(signatureShape(template, { signature: place }), (value, path) =>
        secretRule(value, path, secret),
      ),
      id: place,
      state: record({ at: place, delivered: states, undelivered: states }),
    },
    { code: place, to: place },
  );
}

/** What is read of a call is in one of these. */
const partsOfCall = ['body', 'query', 'sortedFields'];

/** Anybody could sign what has no secret in it. */
function secretRule(value: unknown, path: string, secret: ReadonlySet<string>): readonly string[] {
  if (!isObject(value)) return [];
  const { key, text: signed, algorithm } = value;
  const source = String(algorithm).startsWith('hmac-') ? key : signed;
  const names = typeof source === 'string' ? placeholdersOf(source) : [];
  const covers =
    typeof signed === 'string' && placeholdersOf(signed).some((name) => partsOfCall.includes(name));
  return [
    ...(names.some((name) => secret.has(name)) ? [] : [`${path} has no secret setting: anybody could sign`]),
    ...(covers ? [] : [`${path}.text has none of ${partsOfCall.map((name) => `{${name}}`).join(', ')}`]),
  ];
}
