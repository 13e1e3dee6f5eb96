import type { AnswerCondition, ExpectedValue } from '../declaration/sms-http-declaration.js';
import { parsePointer, valueAt } from './json-pointer.js';
import { atHeader, beginningOf, textOf, type Readable } from './place.js';

/** An answer, with its parsed body. */
export interface ProviderAnswer extends Readable {
  readonly status: number;
}

/** True if an answer meets a condition. */
export type Test = (answer: ProviderAnswer) => boolean;

/** Compiles conditions of which one must be met. */
export function compileConditions(when: AnswerCondition | readonly AnswerCondition[]): Test {
  const tests = (isList(when) ? when : [when]).map(compileCondition);
  return (answer) => tests.some((test) => test(answer));
}

function compileCondition({ status, body = {}, headers = {} }: AnswerCondition): Test {
  const tests = [
    compileStatus(status),
    ...Object.entries(body).map(([pointer, expected]) => compileBody(pointer, expected)),
    ...Object.entries(headers).map(([name, expected]) => compileHeader(name, expected)),
  ];
  return (answer) => tests.every((test) => test(answer));
}

function compileStatus(expected: AnswerCondition['status']): Test {
  if (expected === undefined) return () => true;
  if (typeof expected === 'number') return ({ status }) => status === expected;
  if (typeof expected === 'string') return ({ status }) => Math.floor(status / 100) === Number(expected[0]);
  return ({ status }) => expected.includes(status);
}

function compileBody(pointer: string, expected: ExpectedValue): Test {
  const tokens = parsePointer(pointer);
  const meets = compileExpectation(expected);
  return ({ document }) => meets(valueAt(document, tokens));
}

function compileHeader(name: string, expected: ExpectedValue): Test {
  const find = atHeader(name);
  const meets = compileExpectation(expected);
  return (answer) => meets(find(answer));
}

function compileExpectation(expected: ExpectedValue): (value: unknown) => boolean {
  if (typeof expected !== 'object') return (value) => textOf(value) === String(expected);
  if (isListOfValues(expected)) {
    const texts = new Set(expected.map(String));
    return (value) => texts.has(textOf(value) ?? '');
  }
  if ('exists' in expected) return (value) => (value !== undefined && value !== null) === expected.exists;
  const pattern = whole(expected.matches);
  return (value) => pattern.test(beginningOf(textOf(value) ?? ''));
}

/** A regular expression that must match all of a text, which may have several lines. */
export function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 's');
}

function isList(when: AnswerCondition | readonly AnswerCondition[]): when is readonly AnswerCondition[] {
  return Array.isArray(when);
}

function isListOfValues(
  expected: Exclude<ExpectedValue, string | number | boolean>,
): expected is readonly (string | number | boolean)[] {
  return Array.isArray(expected);
}
