/** Finds the value of the longest prefix that a number begins with. */
export class PrefixRoutes<T> {
  private readonly byPrefix: ReadonlyMap<string, T>;
  private readonly longest: number;

  /**
   * @param byPrefix values by E.164 prefix with the `+`.
   * @param otherwise the value for numbers that match no prefix.
   * @throws TypeError if no number can have a prefix.
   */
  constructor(
    byPrefix: Readonly<Record<string, T>>,
    private readonly otherwise: T,
  ) {
    this.byPrefix = new Map(Object.entries(byPrefix));
    this.longest = Math.max(0, ...Object.keys(byPrefix).map(({ length }) => length));
    for (const prefix of this.byPrefix.keys()) {
      if (/^\+[1-9]\d{0,14}$/.test(prefix)) continue;
      throw new TypeError(`failover: '${prefix}' is not a prefix of a phone number; write it like '+44'`);
    }
  }

  /** @param number E.164 with the `+`. */
  find(number: string): T {
    for (let length = Math.min(this.longest, number.length); length > 0; length -= 1) {
      const found = this.byPrefix.get(number.slice(0, length));
      if (found !== undefined) return found;
    }
    return this.otherwise;
  }
}
