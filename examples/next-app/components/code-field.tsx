import { parseDigits } from 'libphonenumber-js/min';
import { useEffect, type Ref, type RefObject } from 'react';
import { useWebOtp } from './use-web-otp';

const length = 6;

export interface CodeFieldProps {
  readonly ref: RefObject<HTMLInputElement | null> & Ref<HTMLInputElement>;
  /** Up to six digits. */
  readonly code: string;
  readonly invalid: boolean;
  readonly busy: boolean;
  readonly onChange: (code: string) => void;
}

/** One input for the whole code, so that pasting, autofill and screen readers work as usual. */
export function CodeField({ ref, code, invalid, busy, onChange }: CodeFieldProps) {
  useEffect(() => {
    ref.current?.focus();
  }, [ref]);
  useWebOtp((text) => {
    onChange(codeIn(text));
  });
  return (
    <div className="field">
      <label htmlFor="code">Code</label>
      <div className="code" data-invalid={invalid} data-busy={busy}>
        <input
          ref={ref}
          id="code"
          name="code"
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoCorrect="off"
          spellCheck={false}
          value={code}
          readOnly={busy}
          aria-invalid={invalid}
          aria-describedby="code-error"
          onChange={({ target }) => {
            onChange(codeIn(target.value));
          }}
          // The digits are drawn in boxes, so the caret must stay at the end.
          onSelect={({ currentTarget }) => {
            const end = currentTarget.value.length;
            if (currentTarget.selectionStart === currentTarget.selectionEnd)
              currentTarget.setSelectionRange(end, end);
          }}
        />
        <span className="boxes" aria-hidden="true">
          {Array.from({ length }, (_, index) => (
            <span key={index} className="box" data-next={index === Math.min(code.length, length - 1)}>
              {code[index] ?? ''}
            </span>
          ))}
        </span>
      </div>
    </div>
  );
}

/** The code in the typed or pasted text, which may be a whole message. */
function codeIn(text: string): string {
  const [, run] = /(?:^|\D)(\d{6})(?:\D|$)/.exec(text) ?? [];
  return run ?? parseDigits(text).slice(0, length);
}
