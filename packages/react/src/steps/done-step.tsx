import { useEffect, useRef, type ReactNode } from 'react';
import { SentenceWithNumber } from '../look/sentence-with-number.js';
import { StepHeading } from '../look/step-heading.js';
import { TextButton } from '../look/text-button.js';
import { useWords } from '../look/words-context.js';

export interface DoneStepProps {
  readonly number: string;
  /** Focuses the heading when the step is mounted. */
  readonly focused: boolean;
  readonly onAgain: () => void;
  /** What comes after; none: a button that starts over. */
  readonly children: ReactNode;
}

/** The number is verified. */
export function DoneStep({ number, focused, onAgain, children }: DoneStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { done: words } = useWords();
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, []);
  return (
    <div className="threepid-step threepid-done" part="step done">
      <svg className="threepid-check" part="check" viewBox="0 0 64 64" aria-hidden="true">
        <circle cx="32" cy="32" r="30" />
        <path d="m20 33 9 9 16-19" />
      </svg>
      <StepHeading headingRef={heading}>{words.heading}</StepHeading>
      <SentenceWithNumber text={words.lead} number={number} />
      {children ?? <TextButton onPress={onAgain}>{words.again}</TextButton>}
    </div>
  );
}
