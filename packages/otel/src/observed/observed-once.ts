/** The senders and storages that are observed already, so that none is observed twice. */
export class ObservedOnce {
  private readonly byOriginal = new WeakMap<object, object>();
  private readonly observed = new WeakSet();

  /** The observed object of an original: the same one each time. An observed object is its own. */
  of<Original extends object>(original: Original, observe: () => Original): Original {
    if (this.observed.has(original)) return original;
    const known = this.byOriginal.get(original) as Original | undefined;
    if (known !== undefined) return known;
    const observed = observe();
    this.byOriginal.set(original, observed);
    this.observed.add(observed);
    return observed;
  }
}
