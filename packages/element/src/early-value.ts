/**
 * Hands a property that a page set before the element was defined to the setter of its class, which such a property hides.
 *
 * Source: web.dev, Custom Element Best Practices (lazy properties).
 */
export function takeEarlyValue(element: Element, name: string): void {
  const early = Object.getOwnPropertyDescriptor(element, name);
  if (early === undefined) return;
  Reflect.deleteProperty(element, name);
  Reflect.set(element, name, early.value);
}
