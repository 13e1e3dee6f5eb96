import { useEffect, useState, type RefObject } from 'react';

/** Calls `onSeen` once the element comes into sight, unless the returned function is called before. */
export type WatchSight = (element: Element, onSeen: () => void) => () => void;

/** Watches which elements of a list come into sight, or nearly. */
export function useSight(): WatchSight {
  const [sight] = useState(createSight);
  useEffect(() => sight.end, [sight]);
  return sight.watch;
}

/** @returns true once the element was in sight. */
export function useSeen(watch: WatchSight, element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    return watch(current, () => {
      setSeen(true);
    });
  }, [watch, element]);
  return seen;
}

function createSight() {
  const watched = new Map<Element, () => void>();
  let observer: IntersectionObserver | undefined;
  const watch: WatchSight = (element, onSeen) => {
    watched.set(element, onSeen);
    observer ??= new IntersectionObserver(call, { root: element.closest('ul'), rootMargin: '50%' });
    observer.observe(element);
    return () => {
      watched.delete(element);
      observer?.unobserve(element);
    };
  };
  const call = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      observer?.unobserve(target);
      watched.get(target)?.();
    }
  };
  const end = (): void => {
    observer?.disconnect();
    observer = undefined;
  };
  return { watch, end };
}
