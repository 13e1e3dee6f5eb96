import { closestName } from './closest-name.js';

/**
 * Checks an option: returns a sentence for each error, and none if it is valid. No sentence contains the value, which
 * may be a secret.
 *
 * @param path the option as users write it, such as `homeserver.publicUrl`.
 */
export interface OptionCheck<Value = unknown> {
  (value: unknown, path: string): readonly string[];
  /** Never there: tells the compiler what a value is in which the check finds no error. */
  readonly valueType?: Value;
}

/** A check for each option; a new option without a check doesn't compile. */
export type Checks<Options> = { readonly [Name in keyof Options]-?: OptionCheck<Options[Name]> };

/** Each function of a port, and whether it must be there. */
export type Methods<Port> = {
  readonly [
    Name in keyof Port as NonNullable<Port[Name]> extends (...args: never[]) => unknown ? Name : never
  ]-?: undefined extends Port[Name] ? false : true;
};

/** A check of an object with any names, each of whose values is checked. */
export function isTableOf<Table extends object>(check: OptionCheck, hint: string): OptionCheck<Table> {
  return (value, path) => {
    if (!isObject(value)) return [`${path} must be an object, not ${kindOf(value)}; write ${hint}`];
    return Object.entries(value).flatMap(([name, each]) => check(each, `${path}.${name}`));
  };
}

/** A check of a value by a predicate. */
export function is<Value>(expected: string, test: (value: unknown) => value is Value): OptionCheck<Value> {
  return (value, path) => (test(value) ? [] : [`${path} must be ${expected}, not ${kindOf(value)}`]);
}

export const isBoolean = is('true or false', (value) => typeof value === 'boolean');
export const isText = is('a string', (value) => typeof value === 'string');
export const isNumber = is('a number', (value) => typeof value === 'number');
export const isDuration = is(
  'milliseconds above 0',
  (value): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0,
);

/** A check of a whole number. */
export function isWholeNumber(least: number): OptionCheck<number> {
  return is(
    `a whole number of at least ${String(least)}`,
    (value): value is number => Number.isSafeInteger(value) && Number(value) >= least,
  );
}

/** A check of a string that is one of a few. */
export function isOneOf<Choice extends string>(...choices: readonly Choice[]): OptionCheck<Choice> {
  const listed = choices.map((choice) => `'${choice}'`).join(' or ');
  return is(listed, (value): value is Choice => choices.some((choice) => choice === value));
}

/** A check of an optional value. */
export function optional<Value>(check: OptionCheck<Value>): OptionCheck<Value | undefined> {
  return (value, path) => (value === undefined ? [] : check(value, path));
}

/** A check of each item of a list. */
export function isListOf<Item>(check: OptionCheck<Item>): OptionCheck<readonly Item[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return [`${path} must be a list, not ${kindOf(value)}`];
    return value.flatMap((item, place) => check(item, `${path}[${String(place)}]`));
  };
}

/**
 * A check of an object of options that rejects unknown ones.
 *
 * @param hint what to write.
 * @param moved options that stood here once, each with where it stands now.
 */
export function isRecord<Options>(
  checks: Checks<Options>,
  hint: string,
  moved: Readonly<Record<string, string>> = {},
): OptionCheck<Options> {
  const byName = Object.entries<OptionCheck>(checks);
  const names = byName.map(([name]) => name);
  return (value, path) => {
    if (!isObject(value)) return [`${path} must be an object, not ${kindOf(value)}; write ${hint}`];
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    return [
      ...unknown.map((name) => {
        const place = moved[name];
        if (place !== undefined) return `${path}.${name} moved: write it as ${place}`;
        return unknownOption(`${path}.${name}`, name, names);
      }),
      ...byName.flatMap(([name, check]) => check(value[name], `${path}.${name}`)),
    ];
  };
}

/**
 * A check of an implementation of a port, by its methods.
 *
 * @param hint what to write.
 */
export function isPort<Port>(port: string, methods: Methods<Port>, hint: string): OptionCheck<Port> {
  const needed = Object.entries<boolean>(methods);
  const expected = `must be ${article(port)} ${port}`;
  return (value, path) => {
    if (!isObject(value)) return [`${path} ${expected}, not ${kindOf(value)}; write ${hint}`];
    const wrong = needed
      .filter(([name, isNeeded]) => (isNeeded || value[name] !== undefined) && !isFunction(value[name]))
      .map(([name]) => `${name}()`);
    if (wrong.length === 0) return [];
    return [`${path} ${expected}, but has no ${wrong.join(', ')}; write ${hint}`];
  };
}

/**
 * A check, followed by a rule that throws a TypeError for an invalid value; the TypeError's message becomes the error.
 */
export function isTakenBy<Value>(
  check: OptionCheck<Value>,
  rule: (value: Value) => unknown,
): OptionCheck<Value> {
  return (value, path) => {
    const errors = check(value, path);
    return isOf(check, value, errors) ? errorsOf(() => rule(value)) : errors;
  };
}

/** True if the check has found no error: the value is then of the type that the check is for. */
function isOf<Value>(
  _check: OptionCheck<Value>,
  _value: unknown,
  errors: readonly string[],
): _value is Value {
  return errors.length === 0;
}

function errorsOf(rule: () => unknown): readonly string[] {
  try {
    rule();
    return [];
  } catch (error) {
    return [(error instanceof Error ? error.message : String(error)).replace(/^threepid: /, '')];
  }
}

function unknownOption(path: string, name: string, names: readonly string[]): string {
  const meant = closestName(name, names);
  const help = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
  return `${path} is not an option; ${help}`;
}

/** The kind of a value, without the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  // A class means that `new` was forgotten.
  if (typeof value === 'function') return 'a function or a class';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return `${article(typeof value)} ${typeof value}`;
}

function article(noun: string): 'a' | 'an' {
  // "SMS" is pronounced as letters, and "user" begins like "you".
  return /^(?:[aeio]|Sms)/i.test(noun) ? 'an' : 'a';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
