import type { ReactNode } from 'react';

export interface PrimaryButtonProps {
  readonly busy: boolean;
  /** True if the button does nothing. It stays in the tab order, marked as disabled. */
  readonly disabled: boolean;
  readonly busyText: string;
  readonly children: ReactNode;
}

/** The submit button of a form. */
export function PrimaryButton({ busy, disabled, busyText, children }: PrimaryButtonProps) {
  return (
    <button className="primary" type="submit" aria-disabled={disabled}>
      {busy && <span className="spinner" aria-hidden="true" />}
      {busy ? busyText : children}
    </button>
  );
}
