import { useLayoutEffect, useState, type RefObject } from 'react';

/** Returns a function that sets the caret position after the next render. */
export function useCaret(field: RefObject<HTMLInputElement | null>): (caret: number) => void {
  const [wanted, setWanted] = useState<{ readonly caret: number }>();
  useLayoutEffect(() => {
    if (wanted === undefined || document.activeElement !== field.current) return;
    field.current?.setSelectionRange(wanted.caret, wanted.caret);
  }, [field, wanted]);
  return (caret) => {
    setWanted({ caret });
  };
}
