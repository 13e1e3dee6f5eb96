import type { ReactNode } from 'react';

export interface PrimaryButtonProps {
  readonly busy: boolean;
  /** It stays in the order of the keyboard all the same, and says that it does nothing. */
  readonly disabled: boolean;
  readonly busyText: string;
  readonly children: ReactNode;
}

/** Submits its form. */
export function PrimaryButton({ busy, disabled, busyText, children }: PrimaryButtonProps) {
  return (
    <button className="primary" type="submit" aria-disabled={disabled}>
      {busy && <span className="spinner" aria-hidden="true" />}
      {busy ? busyText : children}
    </button>
  );
}
