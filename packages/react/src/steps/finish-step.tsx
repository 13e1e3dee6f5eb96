import { useEffect, useId, useRef } from 'react';
import { MessageArea } from '../look/message-area.js';
import { PrimaryButton } from '../look/primary-button.js';
import { SentenceWithNumber } from '../look/sentence-with-number.js';
import { StepHeading } from '../look/step-heading.js';
import { TextButton } from '../look/text-button.js';
import { useWords } from '../look/words-context.js';

export interface FinishStepProps {
  readonly number: string;
  /** Focuses the button when the step is mounted. */
  readonly focused: boolean;
  /** True while the host tries again; false after it failed. */
  readonly busy: boolean;
  readonly onRetry: () => void;
  /** The way out if the host never succeeds, such as with a number of another account. */
  readonly onAgain: () => void;
}

/** The code was right, but the host failed to do with the number what it must do. */
export function FinishStep({ number, focused, busy, onRetry, onAgain }: FinishStepProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const { done: words } = useWords();
  useEffect(() => {
    if (focused) button.current?.focus();
  }, []);
  return (
    <form
      className="threepid-step"
      part="step"
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onRetry();
      }}
    >
      <StepHeading>{words.heading}</StepHeading>
      <SentenceWithNumber text={words.lead} number={number} />
      <MessageArea id={id} error={busy ? '' : words.failed} checked={undefined} expected={[words.failed]} />
      <PrimaryButton buttonRef={button} busy={busy} disabled={busy} busyText={words.finishing}>
        {words.retry}
      </PrimaryButton>
      <p className="threepid-resend">
        <TextButton disabled={busy} onPress={onAgain}>
          {words.again}
        </TextButton>
      </p>
    </form>
  );
}
