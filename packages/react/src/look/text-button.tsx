export interface TextButtonProps {
  /** True if the button does nothing. It stays in place and keeps the focus. */
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: string;
}

/** A button that looks like a link. */
export function TextButton({ disabled = false, onPress, children }: TextButtonProps) {
  return (
    <button
      type="button"
      className="threepid-link"
      part="link"
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {children}
    </button>
  );
}
