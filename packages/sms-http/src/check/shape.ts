import { closestName } from '@threepid/core';

/** A JSON Schema (draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Returns a sentence for each error, each with its path; none if the value is right. No sentence contains a value. */
export type Check = (value: unknown, path: string) => readonly string[];

/** The form of a value: the check that decides, and the JSON Schema that tells editors most of it. */
export interface Shape {
  readonly check: Check;
  readonly schema: JsonSchema;
}

/** A kind of JSON value. */
export type Kind = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object';

const kindNames: Readonly<Record<Kind, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  list: 'a list',
  object: 'an object',
};

/** The path of a property. */
export function within(path: string, name: string): string {
  const step = /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  return path === '' ? step.replace(/^\./, '') : path + step;
}

/** A string. @param rule returns what is wrong with it, if anything: "must be ...". */
export function text(rule?: (value: string) => string | undefined, schema: JsonSchema = {}): Shape {
  const check: Check = (value, path) => {
    if (typeof value !== 'string') return [`${path} must be a string, not ${kindNameOf(value)}`];
    const error = rule?.(value);
    return error === undefined ? [] : [`${path} ${error}`];
  };
  return { check, schema: { type: 'string', ...schema } };
}

/** A string that matches a pattern. */
export function textLike(pattern: RegExp, expected: string): Shape {
  const rule = (value: string): string | undefined =>
    pattern.test(value) ? undefined : `must be ${expected}`;
  return text(rule, { pattern: pattern.source });
}

/** One of some strings. */
export function oneOf(...choices: readonly string[]): Shape {
  const rule = (value: string): string | undefined => {
    if (choices.includes(value)) return undefined;
    return `must be ${listed(choices)}${meant(value, choices)}`;
  };
  return { check: text(rule).check, schema: { enum: choices } };
}

/** True or false. */
export const flag: Shape = {
  check: (value, path) =>
    typeof value === 'boolean' ? [] : [`${path} must be true or false, not ${kindNameOf(value)}`],
  schema: { type: 'boolean' },
};

/** A number. */
export function number(least: number, most: number): Shape {
  const check: Check = (value, path) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return fits ? [] : [`${path} must be a whole number from ${String(least)} to ${String(most)}`];
  };
  return { check, schema: { type: 'integer', minimum: least, maximum: most } };
}

/** Any number. */
export const anyNumber: Shape = { check: () => [], schema: { type: 'number' } };

/** `null`. */
export const nothing: Shape = { check: () => [], schema: { type: 'null' } };

/** A list with at least one item. */
export function list(item: Shape): Shape {
  const check: Check = (value, path) => {
    if (!Array.isArray(value)) return [`${path} must be a list, not ${kindNameOf(value)}`];
    if (value.length === 0) return [`${path} is empty`];
    return value.flatMap((each, place) => item.check(each, `${path}[${String(place)}]`));
  };
  return { check, schema: { type: 'array', items: item.schema, minItems: 1 } };
}

/** An object with any names. @param nameRule returns what is wrong with a name, if anything. */
export function table(item: Shape, nameRule?: (name: string) => string | undefined): Shape {
  const check: Check = (value, path) => {
    if (!isObject(value)) return [`${path} must be an object, not ${kindNameOf(value)}`];
    return Object.entries(value).flatMap(([name, each]) => {
      const error = nameRule?.(name);
      const wrongName = error === undefined ? [] : [`${within(path, name)}: its name ${error}`];
      return [...wrongName, ...item.check(each, within(path, name))];
    });
  };
  return { check, schema: { type: 'object', additionalProperties: item.schema } };
}

/** The shapes of an object's properties. */
export type Properties = Readonly<Record<string, Shape>>;

/**
 * An object with certain properties.
 *
 * @param rule what its properties must be to each other; it is only asked if each is right by itself.
 */
export function record(required: Properties, optional: Properties = {}, rule?: Check): Shape {
  const known: Properties = { ...required, ...optional };
  const names = Object.keys(known);
  const check: Check = (value, path) => {
    if (!isObject(value)) return [`${path} must be an object, not ${kindNameOf(value)}`];
    const errors = Object.keys(value)
      .filter((name) => !names.includes(name))
      .map(
        (name) =>
          `${within(path, name)} is unknown${meant(name, names) || `; there are ${names.join(', ')}`}`,
      );
    const missing = Object.keys(required)
      .filter((name) => value[name] === undefined)
      .map((name) => `${within(path, name)} is missing`);
    const wrong = Object.entries(known)
      .filter(([name]) => value[name] !== undefined)
      .flatMap(([name, shape]) => shape.check(value[name], within(path, name)));
    const all = [...errors, ...missing, ...wrong];
    return all.length > 0 || rule === undefined ? all : rule(value, path);
  };
  return { check, schema: recordSchema(required, known) };
}

/** A shape with one more rule, which is only asked if the value is right by itself. */
export function withRule({ check, schema }: Shape, rule: Check): Shape {
  return {
    check: (value, path) => {
      const errors = check(value, path);
      return errors.length > 0 ? errors : rule(value, path);
    },
    schema,
  };
}

function recordSchema(required: Properties, known: Properties): JsonSchema {
  const properties = Object.fromEntries(Object.entries(known).map(([name, { schema }]) => [name, schema]));
  return { type: 'object', properties, required: Object.keys(required), additionalProperties: false };
}

/** A value of one of several kinds, each with its own shape. */
export function byKind(shapes: Readonly<Partial<Record<Kind, Shape>>>): Shape {
  const kinds = Object.keys(shapes) as Kind[];
  const check: Check = (value, path) => {
    const shape = shapes[kindOf(value) ?? 'null'];
    if (shape !== undefined) return shape.check(value, path);
    return [`${path} must be ${listed(kinds.map((kind) => kindNames[kind]))}, not ${kindNameOf(value)}`];
  };
  return { check, schema: { anyOf: Object.values(shapes).map(({ schema }) => schema) } };
}

/** An object whose shape depends on a property that it has. */
export function byProperty(shapes: Properties, otherwise: Shape): Shape {
  const check: Check = (value, path) => {
    const property = Object.keys(shapes).find((name) => isObject(value) && Object.hasOwn(value, name));
    const shape = property === undefined ? otherwise : (shapes[property] ?? otherwise);
    return shape.check(value, path);
  };
  return { check, schema: { anyOf: [...Object.values(shapes), otherwise].map(({ schema }) => schema) } };
}

/** A shape that contains itself. @param name the name of its definition in the JSON Schema. */
export function recursive(name: string, make: (self: Shape) => Shape): Shape {
  const self: Shape = {
    check: (value, path) => made.check(value, path),
    schema: { $ref: `#/definitions/${name}` },
  };
  const made = make(self);
  return { check: made.check, schema: made.schema };
}

/** An object of JSON. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names in a sentence: `a, b or c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** What was probably meant, for the end of a sentence. */
export function meant(name: string, names: readonly string[]): string {
  const closest = closestName(name, names);
  return closest === undefined ? '' : `; did you mean ${closest}?`;
}

function kindOf(value: unknown): Kind | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'object' ? kind : undefined;
}

function kindNameOf(value: unknown): string {
  if (typeof value === 'boolean') return 'a boolean';
  const kind = kindOf(value);
  return kind === undefined ? 'undefined' : kindNames[kind];
}
