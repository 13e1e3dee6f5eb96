import { useState } from 'react';

/**
 * Hides a value that the person has seen: until another one comes.
 *
 * @returns the value, or undefined once it was dismissed; and the function that dismisses it.
 */
export function useDismissed<T extends object>(value: T | undefined): readonly [T | undefined, () => void] {
  const [dismissed, setDismissed] = useState<T>();
  const dismiss = (): void => {
    setDismissed(value);
  };
  return [value === dismissed ? undefined : value, dismiss];
}
