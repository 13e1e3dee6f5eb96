export interface NoticeProps {
  readonly id: string;
  readonly kind: 'error' | 'news';
  /** Empty: nothing to say. */
  readonly children: string;
}

/** A place that is always there, so that what comes into it is read out. */
export function Notice({ id, kind, children }: NoticeProps) {
  return (
    <p id={id} className={kind} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
