import { useState, type RefObject } from 'react';
import { useBrowserLayoutEffect } from '../look/use-browser-layout-effect.js';

/** Returns a function that sets the caret position after the next render. */
export function useCaret(field: RefObject<HTMLInputElement | null>): (caret: number) => void {
  const [wanted, setWanted] = useState<{ readonly caret: number }>();
  useBrowserLayoutEffect(() => {
    if (wanted !== undefined && field.current?.matches(':focus') === true)
      field.current.setSelectionRange(wanted.caret, wanted.caret);
  }, [field, wanted]);
  return (caret) => {
    setWanted({ caret });
  };
}
