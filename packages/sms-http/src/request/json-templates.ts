import type {
  BooleanTemplate,
  CaseOf,
  JsonTemplate,
  NumberTemplate,
} from '../declaration/sms-http-declaration.js';
import { compileTemplate, type Values } from '../template/compile-template.js';
import { UnsendableError } from '../template/escape.js';
import { compileCase } from './field-templates.js';

/** A value of JSON; undefined if it is left out. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { [name: string]: JsonValue };

/** Renders a value of JSON. */
export type JsonRenderer = (values: Values) => JsonValue | undefined;

/** Compiles a value of JSON. */
export function compileJson(template: JsonTemplate): JsonRenderer {
  if (typeof template === 'string') return compileTemplate(template);
  if (typeof template !== 'object' || template === null) return () => template;
  if (isList(template)) return compileList(template);
  if (isCase(template))
    return compileCase<JsonTemplate, JsonValue | undefined>(template, compileJson, undefined);
  if (isNumber(template)) return compileScalar(template.$number, numberOf);
  if (isBoolean(template)) return compileScalar(template.$boolean, booleanOf);
  return compileObject(template);
}

function compileList(template: readonly JsonTemplate[]): JsonRenderer {
  const items = template.map(compileJson);
  return (values) => {
    const rendered = items.map((item) => item(values)).filter((item) => item !== undefined);
    return rendered.length === 0 && items.length > 0 ? undefined : rendered;
  };
}

function compileObject(template: Readonly<Record<string, JsonTemplate>>): JsonRenderer {
  const properties = Object.entries(template).map(([name, value]) => [name, compileJson(value)] as const);
  return (values) => {
    const rendered: [string, JsonValue][] = [];
    for (const [name, render] of properties) {
      const value = render(values);
      if (value !== undefined) rendered.push([name, value]);
    }
    return rendered.length === 0 && properties.length > 0 ? undefined : Object.fromEntries(rendered);
  };
}

function compileScalar(template: string, read: (text: string) => JsonValue): JsonRenderer {
  const render = compileTemplate(template, (value) => checked(value, read));
  return (values) => {
    const text = render(values);
    return text === undefined ? undefined : read(text);
  };
}

/** The value itself, if it can be read: the error then names its placeholder. */
function checked(value: string, read: (text: string) => JsonValue): string {
  read(value);
  return value;
}

/** JSON has numbers of any length, but this one goes through a double. */
function numberOf(text: string): number {
  const number = Number(text);
  if (/^-?\d+(?:\.\d+)?$/.test(text) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  throw new UnsendableError('is not a number');
}

function booleanOf(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UnsendableError('is neither true nor false');
}

type ObjectTemplate = Exclude<JsonTemplate, string | number | boolean | null | readonly JsonTemplate[]>;

function isList(template: object): template is readonly JsonTemplate[] {
  return Array.isArray(template);
}

function isCase(template: ObjectTemplate): template is CaseOf<JsonTemplate> {
  return '$case' in template;
}

function isNumber(template: ObjectTemplate): template is NumberTemplate {
  return '$number' in template;
}

function isBoolean(template: ObjectTemplate): template is BooleanTemplate {
  return '$boolean' in template;
}
