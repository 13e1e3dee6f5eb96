/** Makes what takes the place of a member; undefined: the member stays as it is. */
export type MemberReplacement = (name: string, value: unknown) => unknown;

/**
 * An object like another, in which some members are replaced. It has exactly the members that the other has, its prototype
 * too. Methods are called on the other, which may have private fields.
 */
export function withMembers<Original extends object>(
  original: Original,
  replacementOf: MemberReplacement,
): Original {
  const shadow = Object.create(Object.getPrototypeOf(original) as object | null) as Original;
  return new Proxy(shadow, new Members(original, replacementOf));
}

interface Made {
  readonly from: unknown;
  readonly member: unknown;
}

/** The target of the proxy is an empty object: what a frozen target has couldn't be replaced. */
class Members<Original extends object> implements ProxyHandler<Original> {
  private readonly made = new Map<string, Made>();

  constructor(
    private readonly original: Original,
    private readonly replacementOf: MemberReplacement,
  ) {}

  get(_: Original, name: string | symbol): unknown {
    const value: unknown = Reflect.get(this.original, name);
    if (typeof name === 'symbol' || value === undefined) return value;
    const known = this.made.get(name);
    if (known?.from === value) return known.member;
    const member = this.replacementOf(name, value) ?? this.boundTo(value);
    this.made.set(name, { from: value, member });
    return member;
  }

  set(_: Original, name: string | symbol, value: unknown): boolean {
    return Reflect.set(this.original, name, value);
  }

  has(_: Original, name: string | symbol): boolean {
    return Reflect.has(this.original, name);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.original);
  }

  /** Configurable, as the empty target demands. */
  getOwnPropertyDescriptor(shadow: Original, name: string | symbol): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(this.original, name);
    if (own === undefined) return undefined;
    const { enumerable = false } = own;
    return { value: this.get(shadow, name), enumerable, configurable: true, writable: true };
  }

  private boundTo(value: unknown): unknown {
    if (typeof value !== 'function' || value === this.original.constructor) return value;
    return value.bind(this.original) as unknown;
  }
}
