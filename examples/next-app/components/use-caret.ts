import { useLayoutEffect, useState, type RefObject } from 'react';

/** Answers a function that puts the caret somewhere, once the text that is about to be rendered is in the field. */
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
