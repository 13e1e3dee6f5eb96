/** The language of an element: of the closest element with a `lang`, also outside its shadow roots, or the browser's. */
export function langOf(element: Element): string {
  const closest = element.closest('[lang]:not([lang=""])')?.getAttribute('lang');
  if (closest) return closest;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? langOf(root.host) : navigator.language;
}
