import { parsePointer } from '../answer/json-pointer.js';
import { slownessOf } from './pattern-cost.js';
import {
  anyNumber,
  byKind,
  flag,
  isObject,
  list,
  number,
  oneOf,
  record,
  table,
  text,
  type Check,
  type Shape,
} from './shape.js';

const meaningNames = ['rejected-destination', 'refused', 'not-taken', 'unknown'];

const headerName = text(headerNameError);

/** A regular expression. */
export const pattern: Shape = text(patternError);

/** A regular expression for what a provider answers. */
const answerPattern: Shape = text(answerPatternError);

const oneGroup: Shape = text((value) => {
  const error = answerPatternError(value);
  if (error !== undefined) return error;
  const groups = (new RegExp(`${value}|`).exec('')?.length ?? 1) - 1;
  return groups === 1 ? undefined : 'must have one group, in round brackets';
});

const pointer = text(pointerError);

/** A place in an answer. */
export const place: Shape = byKind({
  string: pointer,
  object: record({}, { pointer, header: headerName, capture: oneGroup }, (value, path) => {
    if (!isObject(value)) return [];
    const isOne = (value['pointer'] === undefined) !== (value['header'] === undefined);
    return isOne ? [] : [`${path} must have either pointer or header`];
  }),
});

/** One place or several. */
export const places: Shape = byKind({ string: pointer, object: place, list: list(place) });

const scalar = byKind({ string: text(), number: anyNumber, boolean: flag });

const expectation: Shape = byKind({
  string: text(),
  number: anyNumber,
  boolean: flag,
  list: list(scalar),
  object: record({}, { exists: flag, matches: answerPattern }, (value, path) => {
    const isOne = isObject(value) && Object.keys(value).length === 1;
    return isOne ? [] : [`${path} must have either exists or matches`];
  }),
});

const status = number(100, 599);

const condition: Shape = record(
  {},
  {
    status: byKind({ number: status, string: oneOf('2xx', '3xx', '4xx', '5xx'), list: list(status) }),
    body: table(expectation, pointerError),
    headers: table(expectation, headerNameError),
  },
  (value, path) => (isObject(value) && Object.keys(value).length > 0 ? [] : [`${path} has no condition`]),
);

const retryAfter = record({ at: place }, { unit: oneOf('seconds', 'milliseconds') });

const ruleRule: Check = (value, path) => {
  if (!isObject(value)) return [];
  const { then, id, retryAfter: delay } = value;
  const errors: string[] = [];
  if (id !== undefined && then !== 'sent') errors.push(`${path}.id is for sent alone`);
  if (delay !== undefined && then !== 'not-taken') errors.push(`${path}.retryAfter is for not-taken alone`);
  return errors;
};

const rule: Shape = record(
  {
    when: byKind({ object: condition, list: list(condition) }),
    then: oneOf('sent', 'by-code', ...meaningNames),
  },
  { id: place, retryAfter },
  ruleRule,
);

const rules = list(rule);

/** The rules of answers. */
export const answers: Shape = {
  check: (value, path) => {
    const errors = rules.check(value, path);
    const isSent = Array.isArray(value) && value.some((one) => isObject(one) && one['then'] === 'sent');
    return errors.length > 0 || isSent ? errors : [`${path} has no rule for sent`];
  },
  schema: rules.schema,
};

const codes = list(byKind({ string: text(), number: anyNumber }));

/** What is known of errors. */
export const errors: Shape = record(
  {},
  {
    code: places,
    message: places,
    requestId: places,
    meanings: record({}, Object.fromEntries(meaningNames.map((name) => [name, codes])), doubleCodes),
  },
  (value, path) => {
    const isLost = isObject(value) && value['meanings'] !== undefined && value['code'] === undefined;
    return isLost ? [`${path}.code is missing: meanings needs it`] : [];
  },
);

function doubleCodes(value: unknown, path: string): readonly string[] {
  const all = isObject(value) ? Object.values(value).flat().map(String) : [];
  const doubled = all.filter((code, at) => all.indexOf(code) !== at);
  return doubled.map((code) => `${path} has ${code} twice`);
}

function pointerError(value: string): string | undefined {
  try {
    parsePointer(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function patternError(value: string): string | undefined {
  try {
    new RegExp(value);
    return undefined;
  } catch {
    return 'is no regular expression: see the syntax of JavaScript';
  }
}

/** A hostile provider may answer whatever takes a pattern longest. */
function answerPatternError(value: string): string | undefined {
  const error = patternError(value);
  if (error !== undefined) return error;
  const slow = slownessOf(value);
  return slow === undefined ? undefined : `${slow}, and could take long: write it without`;
}

function headerNameError(name: string): string | undefined {
  return /^[\w-]+$/.test(name) ? undefined : 'must be the name of a header';
}
