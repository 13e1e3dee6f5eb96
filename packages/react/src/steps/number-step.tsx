import { useEffect, useId, useRef, type ReactNode, type RefObject } from 'react';
import { MessageArea } from '../look/message-area.js';
import { PrimaryButton } from '../look/primary-button.js';
import { StepHeading } from '../look/step-heading.js';
import { useCountdown } from '../look/use-countdown.js';
import { useWords } from '../look/words-context.js';
import { PhoneField } from '../phone/phone-field.js';
import { filled } from '../words/filled.js';
import type { ProblemName } from '../words/words.js';
import { wordsOfWait } from '../words/words-of-wait.js';
import { useNumberForm, type NumberFormProps } from './use-number-form.js';

export interface NumberStepProps extends NumberFormProps {
  /** Focuses the field when the step is mounted. */
  readonly focused: boolean;
  /** Below the button. */
  readonly terms: ReactNode;
}

const problems: readonly ProblemName[] = [
  'empty',
  'too-short',
  'too-long',
  'not-a-number',
  'invalid-number',
  'rejected-number',
  'limited',
  'offline',
  'provider-down',
  'failed',
];

/** The person enters a number and requests a code. */
export function NumberStep({ focused, terms, ...props }: NumberStepProps) {
  const field = useRef<HTMLInputElement>(null);
  const words = useWords();
  const form = useNumberForm(props, field);
  const wait = useCountdown(form.retryAt);
  const busy = props.state.step === 'sending';
  useEffect(() => {
    if (focused) field.current?.focus();
  }, []);
  return (
    // Before the page is hydrated, or without JavaScript, `dialog` does nothing: the number isn't sent as a query.
    <form
      className="threepid-step"
      part="step"
      method="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && wait === 0) form.send();
      }}
    >
      <StepHeading>{words.number.heading}</StepHeading>
      <p className="threepid-lead" part="lead">
        {words.number.lead}
      </p>
      <NumberEntry {...props} form={form} field={field} />
      <PrimaryButton busy={busy} disabled={busy || wait > 0} busyText={words.number.sending}>
        {wait > 0 ? filled(words.number.retry, { wait: wordsOfWait(words, wait) }) : words.number.send}
      </PrimaryButton>
      {terms}
    </form>
  );
}

interface NumberEntryProps extends NumberFormProps {
  readonly form: ReturnType<typeof useNumberForm>;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The number, and what there is to say about it. */
function NumberEntry({ state, countries, country, form, field }: NumberEntryProps) {
  const { rules, text, error, change } = form;
  const id = useId();
  const words = useWords();
  return (
    <>
      <PhoneField
        id={id}
        fieldRef={field}
        rules={rules}
        countries={countries}
        country={country}
        text={text}
        describedBy={error === '' ? `${id}-hint` : `${id}-error`}
        invalid={error !== ''}
        fixed={state.step === 'sending'}
        onChange={change}
      />
      <MessageArea
        id={id}
        error={error}
        hint={words.number.terms}
        checked={state.step === 'sending' ? state.challenge?.done : undefined}
        expected={problems.map((problem) => words.problems[problem])}
      />
    </>
  );
}
