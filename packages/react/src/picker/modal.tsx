import { useEffect, type ReactNode, type RefObject } from 'react';

export interface ModalProps {
  readonly dialogRef: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  /** Of the text: around the dialog is a field for numbers, which are read from left to right in every language. */
  readonly dir: 'ltr' | 'rtl';
  /** The person pressed Escape, or clicked outside the dialog. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** A dialog that is open while it is rendered. */
export function Modal({ dialogRef, label, dir, onLeave, children }: ModalProps) {
  useEffect(() => {
    dialogRef.current?.showModal();
  }, [dialogRef]);
  return (
    <dialog
      ref={dialogRef}
      className="threepid-picker"
      part="picker"
      aria-label={label}
      dir={dir}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
      onClick={({ target, currentTarget }) => {
        // A click outside the content has the dialog itself as its target.
        if (target === currentTarget) onLeave();
      }}
    >
      {children}
    </dialog>
  );
}
