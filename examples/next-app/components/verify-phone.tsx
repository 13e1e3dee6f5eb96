'use client';

import type { PendingSession, VerificationSession } from '@threepid/client';
import { useEffect, useRef, useState } from 'react';
import { CodeStep } from './code-step';
import type { Country } from './country';
import { DoneStep } from './done-step';
import { NumberStep } from './number-step';
import { loadProgress, saveProgress, type Progress } from './saved-progress';

export interface VerifyPhoneProps {
  readonly countries: readonly Country[];
  readonly guessedCountry: Country['code'];
}

/** The three steps in which a person proves that a phone number is theirs. */
export function VerifyPhone({ countries, guessedCountry }: VerifyPhoneProps) {
  const [progress, setProgress] = useState<Progress>({ step: 'number' });
  // The last request: the same number continues its session instead of starting a second one.
  const [last, setLast] = useState<PendingSession | VerificationSession>();
  const ready = useRestoredProgress(setProgress, setLast);

  const go = (next: Progress): void => {
    setProgress(next);
    saveProgress(next);
    if (next.step === 'code') setLast(next.session);
  };
  return (
    <section className="card" data-ready={ready} aria-labelledby="title">
      {progress.step === 'number' && (
        <NumberStep
          countries={countries}
          guessedCountry={guessedCountry}
          last={last}
          onFailed={setLast}
          onSent={(session, resendAt) => {
            go({ step: 'code', session, resendAt });
          }}
        />
      )}
      {progress.step === 'code' && (
        <CodeStep
          session={progress.session}
          resendAt={progress.resendAt}
          onResent={(session, resendAt) => {
            go({ step: 'code', session, resendAt });
          }}
          onChangeNumber={() => {
            go({ step: 'number' });
          }}
          onVerified={(number) => {
            go({ step: 'done', number });
          }}
        />
      )}
      {progress.step === 'done' && (
        <DoneStep
          number={progress.number}
          onAgain={() => {
            setLast(undefined);
            go({ step: 'number' });
          }}
        />
      )}
    </section>
  );
}

/** Restores the step from before a reload. The server doesn't know it and always renders the first step. */
function useRestoredProgress(
  setProgress: (progress: Progress) => void,
  setLast: (session: VerificationSession) => void,
): boolean {
  const [ready, setReady] = useState(false);
  const restored = useRef(false);
  useEffect(() => {
    if (restored.current) return;
    restored.current = true;
    const progress = loadProgress();
    setProgress(progress);
    if (progress.step === 'code') setLast(progress.session);
    setReady(true);
  }, [setProgress, setLast]);
  return ready;
}
