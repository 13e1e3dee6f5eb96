import type { ReactNode } from 'react';
import { around } from '../words/filled.js';

export interface SentenceWithNumberProps {
  /** Text with `{number}`. */
  readonly text: string;
  readonly number: string;
  /** Follows the sentence. */
  readonly children?: ReactNode;
}

/** A sentence with a phone number, which stands out, and is read from left to right in every language. */
export function SentenceWithNumber({ text, number, children }: SentenceWithNumberProps) {
  const [before, after] = around(text, 'number');
  return (
    <p className="threepid-lead" part="lead">
      {before}
      <strong className="threepid-number" part="number" dir="ltr">
        {number}
      </strong>
      {after} {children}
    </p>
  );
}
