import { isOfCall } from '../callback/compile-check.js';
import { place } from './answer-shape.js';
import { errorOf, type KnownSettings } from './placeholder-scope.js';
import { signatureShape } from './request-shape.js';
import { anyNumber, byKind, list, oneOf, record, text, type Shape } from './shape.js';

const states = list(byKind({ string: text(), number: anyNumber }));

/** The form of a callback. */
export function callbackShape({ names }: KnownSettings): Shape {
  const known = { names: ['body', 'query', 'sortedFields', 'header:NAME', ...names] };
  const template = text((value) => errorOf(value, known, isOfCall));
  return record(
    {
      methods: list(oneOf('GET', 'POST')),
      check: signatureShape(template, { signature: place }),
      id: place,
      state: record({ at: place, delivered: states, undelivered: states }),
    },
    { code: place, to: place },
  );
}
