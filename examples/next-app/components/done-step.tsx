import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { useEffect, useRef } from 'react';

export interface DoneStepProps {
  /** E.164, as the server verified it. */
  readonly number: string;
  readonly onAgain: () => void;
}

export function DoneStep({ number, onAgain }: DoneStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className="done">
      <svg className="check" viewBox="0 0 64 64" aria-hidden="true">
        <circle cx="32" cy="32" r="30" />
        <path d="m20 33 9 9 16-19" />
      </svg>
      <h1 id="title" ref={heading} tabIndex={-1}>
        Your number is verified
      </h1>
      <p className="lead">
        <strong className="number">
          {parsePhoneNumberFromString(number)?.formatInternational() ?? number}
        </strong>{' '}
        has been confirmed.
      </p>
      <button type="button" className="link" onClick={onAgain}>
        Verify another number
      </button>
    </div>
  );
}
