import { useEffect, useId, useMemo, useRef, type RefObject } from 'react';
import { OutlineContext } from '../look/step-heading.js';
import { useLatest } from '../look/use-latest.js';
import { WordsContext } from '../look/words-context.js';
import { useVerification, type UsedVerification } from '../verification/use-verification.js';
import type { Words } from '../words/words.js';
import { CurrentStep } from './current-step.js';
import type { PhoneVerificationProps } from './phone-verification-props.js';
import { useFormOptions } from './use-form-options.js';

/** Props of `VerificationForm`: those of the component, with the language decided. */
export interface VerificationFormProps extends Omit<PhoneVerificationProps, 'lang' | 'words'> {
  readonly words: Words;
  /** BCP 47 tag of the language of names and messages. */
  readonly locale: string;
  readonly sectionRef?: RefObject<HTMLElement | null>;
}

/** The component in a language. The custom element shows this too. */
export function VerificationForm(props: VerificationFormProps) {
  const { words, headingLevel = 2, className = '', sectionRef } = props;
  const verification = useVerification(useFormOptions(props));
  // A host may name one twice.
  const channels = [...new Set(props.channels)];
  const headingId = useId();
  const outline = useMemo(() => ({ headingId, level: headingLevel }), [headingId, headingLevel]);
  const used = useRef(false);
  const use = (): void => {
    used.current = true;
  };
  useChangeEvent(verification, props.onChange);
  return (
    <section
      {...(sectionRef && { ref: sectionRef })}
      className={`threepid-verification ${className}`.trim()}
      part="verification"
      lang={words.tag}
      dir={words.dir}
      aria-labelledby={headingId}
      data-ready={verification.ready}
      data-step={verification.state.step}
      data-ways={channels.filter((channel) => channel !== 'sms').length || undefined}
      onFocusCapture={use}
      onClickCapture={use}
    >
      <noscript>
        <p className="threepid-no-script">{words.noScript}</p>
      </noscript>
      <WordsContext.Provider value={words}>
        <OutlineContext.Provider value={outline}>
          <CurrentStep {...props} {...{ channels, verification, used }} />
        </OutlineContext.Provider>
      </WordsContext.Provider>
    </section>
  );
}

function useChangeEvent(verification: UsedVerification, onChange: PhoneVerificationProps['onChange']): void {
  const { ready, state } = verification;
  const latest = useLatest({ verification, onChange });
  useEffect(() => {
    if (ready) latest.current.onChange?.(latest.current.verification);
  }, [ready, state, latest]);
}
