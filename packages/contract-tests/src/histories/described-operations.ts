import type { FailedPrefix } from './failed-prefix.js';
import type { Operation } from './operation.js';

/** What each call of a history has alike. */
const usual = new Set([
  'slot',
  'numberId',
  'openedBy',
  'sessionLifetimeMs',
  'codeLifetimeMs',
  'wrongCodesAllowed',
  'address',
]);
const shownCharacters = 5;
/** From here on, a number is a time. */
const leastTime = 1e11;

interface AnyCall {
  readonly to: string;
  readonly request: object;
}

/** A prefix that has no order, one line an operation, as a person reads it. */
export function describedPrefix(
  { operations, last, possible }: FailedPrefix<AnyCall>,
  partition: string,
): string {
  const first = Math.min(...operations.map(({ call }) => timeOf(call)));
  const shown = (value: unknown): string => short(value, first);
  const lines = operations.map((operation) => line(operation, operation === last, shown));
  const answers = possible.map(shown).join(', or ');
  return [
    `The calls of ${partition} have no order in which a storage that takes one step after the other answers them so.`,
    `The shortest beginning for which there is none, each call with the moments of its begin and end (times from the first):`,
    ...lines,
    `> ${answers === '' ? 'can come nowhere' : `could only be answered ${answers}`}`,
  ].join('\n');
}

function line(operation: Operation<AnyCall>, isLast: boolean, shown: (value: unknown) => string): string {
  const { client, call, began, ended, answer, isCertain } = operation;
  const request = Object.entries(call.request).filter(([name]) => !usual.has(name));
  const span = `${String(began)}-${ended === undefined ? '' : String(ended)}`.padEnd(9);
  const end = answer === undefined ? (isCertain ? 'taken' : 'perhaps taken') : shown(answer.value);
  return `${isLast ? '>' : ' '} ${span} ${client}: ${call.to} ${shown(Object.fromEntries(request))} -> ${end}`;
}

function timeOf({ request }: AnyCall): number {
  return 'now' in request && typeof request.now === 'number' ? request.now : Infinity;
}

/** JSON without what is long: ids are cut, and times are told from the first one. */
function short(value: unknown, first: number): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (usual.has(name)) return undefined;
    if (typeof inner === 'string') return inner.length > 12 ? inner.slice(-shownCharacters) : inner;
    return typeof inner === 'number' && inner > leastTime
      ? `${inner < first ? '' : '+'}${String(inner - first)} ms`
      : inner;
  });
  return text.replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ' ');
}
