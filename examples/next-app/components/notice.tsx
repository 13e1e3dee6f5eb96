export interface NoticeProps {
  readonly id: string;
  readonly kind: 'error' | 'news';
  /** Text of the notice; may be empty. */
  readonly children: string;
}

/** A live region that is always rendered, so that screen readers announce its changes. */
export function Notice({ id, kind, children }: NoticeProps) {
  return (
    <p id={id} className={kind} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
