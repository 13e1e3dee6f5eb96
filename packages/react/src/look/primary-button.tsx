import type { RefObject } from 'react';

export interface PrimaryButtonProps {
  readonly buttonRef?: RefObject<HTMLButtonElement | null>;
  readonly busy: boolean;
  /** True if the button does nothing. It stays in the tab order, marked as disabled. */
  readonly disabled: boolean;
  readonly busyText: string;
  readonly children: string;
}

/** The submit button of a form. */
export function PrimaryButton({ buttonRef, busy, disabled, busyText, children }: PrimaryButtonProps) {
  return (
    <button
      {...(buttonRef && { ref: buttonRef })}
      className="threepid-button"
      part="button"
      type="submit"
      aria-disabled={disabled}
    >
      {busy && <span className="threepid-spinner" aria-hidden="true" />}
      {busy ? busyText : children}
    </button>
  );
}
