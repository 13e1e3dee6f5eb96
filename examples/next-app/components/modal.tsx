import { useEffect, type ReactNode, type RefObject } from 'react';

export interface ModalProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  readonly className: string;
  /** The person pressed Escape, or clicked outside the dialog. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** A dialog that is open while it is rendered. */
export function Modal({ ref, label, className, onLeave, children }: ModalProps) {
  useEffect(() => {
    ref.current?.showModal();
  }, [ref]);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
      onClick={({ target }) => {
        // A click outside the content has the dialog itself as its target.
        if (target === ref.current) onLeave();
      }}
    >
      {children}
    </dialog>
  );
}
