import type { RefObject } from 'react';
import { useWords } from '../look/words-context.js';
import { codeIn, codeLength } from './code-in.js';

export interface CodeFieldProps {
  readonly id: string;
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  /** Up to six digits. */
  readonly code: string;
  readonly invalid: boolean;
  /** True while nothing can be typed. */
  readonly fixed: boolean;
  readonly describedBy: string;
  readonly onChange: (code: string) => void;
}

/** One input for the whole code, so that pasting, autofill and screen readers work as usual. */
export function CodeField({ id, fieldRef, code, invalid, fixed, describedBy, onChange }: CodeFieldProps) {
  const { code: words } = useWords();
  return (
    <div className="threepid-field" part="field">
      <label htmlFor={id} className="threepid-label" part="label">
        {words.label}
      </label>
      <div className="threepid-code" part="code" data-invalid={invalid} data-fixed={fixed} dir="ltr">
        <input
          ref={fieldRef}
          id={id}
          className="threepid-code-input"
          name="code"
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoCorrect="off"
          spellCheck="false"
          value={code}
          readOnly={fixed}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onInput={({ currentTarget }) => {
            // Shown as it is kept, also if nothing changes: a letter leaves no trace.
            const next = codeIn(currentTarget.value);
            currentTarget.value = next;
            onChange(next);
          }}
          onPaste={(event) => {
            const pasted = codeIn(event.clipboardData.getData('text'));
            if (fixed || pasted.length < codeLength) return;
            // A whole code replaces what was typed before.
            event.preventDefault();
            onChange(pasted);
          }}
          onFocus={keepCaretAtEnd}
          onClick={keepCaretAtEnd}
          onKeyUp={keepCaretAtEnd}
        />
        <CodeBoxes code={code} />
      </div>
    </div>
  );
}

/** The digits are drawn in boxes, so the caret must stay at the end. A selection, such as for copying, may be made. */
function keepCaretAtEnd({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void {
  const end = currentTarget.value.length;
  if (currentTarget.selectionStart === currentTarget.selectionEnd) currentTarget.setSelectionRange(end, end);
}

function CodeBoxes({ code }: { readonly code: string }) {
  const next = Math.min(code.length, codeLength - 1);
  return (
    <span className="threepid-boxes" aria-hidden="true">
      {Array.from({ length: codeLength }, (_, index) => (
        <span key={index} className="threepid-box" part="box" data-next={index === next}>
          {code[index] ?? ''}
        </span>
      ))}
    </span>
  );
}
