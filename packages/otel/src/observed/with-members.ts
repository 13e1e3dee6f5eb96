/** Makes what takes the place of a member; undefined: the member stays as it is. */
export type MemberReplacement = (name: string, value: unknown) => unknown;

/**
 * An object with the members of another, some of which are replaced, and with its prototype. Methods are called on the other, which
 * may have private fields; what else it has is read from it each time. It is a plain object, which is called faster than a proxy.
 */
export function withMembers<Original extends object>(
  original: Original,
  replacementOf: MemberReplacement,
): Original {
  const made = Object.create(Object.getPrototypeOf(original) as object | null) as Original;
  for (const name of memberNames(original)) {
    const value: unknown = Reflect.get(original, name);
    const replacement = typeof name === 'string' ? replacementOf(name, value) : undefined;
    Object.defineProperty(made, name, memberOf(original, name, replacement));
  }
  return made;
}

/** Its own names, and those of its classes. */
function memberNames(original: object): ReadonlySet<string | symbol> {
  const names = new Set<string | symbol>();
  for (let level: object | null = original; level !== null && level !== Object.prototype;)
    level = collect(level, names);
  names.delete('constructor');
  return names;
}

/** @returns the next level. */
function collect(level: object, names: Set<string | symbol>): object | null {
  for (const name of Reflect.ownKeys(level)) names.add(name);
  return Object.getPrototypeOf(level) as object | null;
}

function memberOf(original: object, name: string | symbol, replacement: unknown): PropertyDescriptor {
  const enumerable = Object.prototype.propertyIsEnumerable.call(original, name);
  if (replacement !== undefined)
    return { value: replacement, enumerable, configurable: true, writable: true };
  const value: unknown = Reflect.get(original, name);
  if (typeof value === 'function') {
    const call: Method = (...given) => methodOf(original, name).apply(original, given);
    return { value: call, enumerable, configurable: true, writable: true };
  }
  return {
    get: () => Reflect.get(original, name) as unknown,
    set: (changed) => void Reflect.set(original, name, changed),
    enumerable,
    configurable: true,
  };
}

/** A method, whatever it takes. */
export type Method = (...given: unknown[]) => unknown;

/** The method that an object has now: a host's tests may have replaced it meanwhile. */
export function methodOf(original: object, name: string | symbol): Method {
  return (original as Readonly<Record<string | symbol, unknown>>)[name] as Method;
}
