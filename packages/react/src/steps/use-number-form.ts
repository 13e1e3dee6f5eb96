import type { AskingNumber, SendingMessage } from '@threepid/client';
import { useEffect, useState, type RefObject } from 'react';
import type { Country } from '../countries/country.js';
import { useDismissed } from '../look/use-dismissed.js';
import { useWords } from '../look/words-context.js';
import type { NumberError } from '../phone/phone-rules.js';
import { usePhoneRules } from '../phone/use-phone-rules.js';
import type { UsedVerification } from '../verification/use-verification.js';

export interface NumberFormProps {
  readonly verification: UsedVerification;
  readonly state: AskingNumber | SendingMessage;
  readonly countries: readonly Country[];
  readonly country: Country['code'];
  readonly onCountry: (country: Country['code']) => void;
}

/** The number that a person types, its errors, and its request. */
export function useNumberForm(props: NumberFormProps, field: RefObject<HTMLInputElement | null>) {
  const { verification, state, country, onCountry } = props;
  const rules = usePhoneRules();
  const words = useWords();
  const [text, setText] = useState(state.number?.phoneNumber ?? '');
  const [typedError, setTypedError] = useState<NumberError>();
  const [problem, dismiss] = useDismissed(state.step === 'number' ? state.problem : undefined);
  const kind = typedError ?? problem?.kind;
  useEffect(() => {
    // What was typed before the page was hydrated, or before it was reloaded.
    const before = field.current?.value ?? '';
    setText((typed) => typed || before || (state.number?.phoneNumber ?? ''));
  }, [field, verification.ready, state.number]);
  useEffect(() => {
    // The person may have typed before the rules were there.
    if (rules === undefined) return;
    setText((typed) => rules.formatTyped({ before: '', typed, caret: typed.length }, country).text);
  }, [rules]);
  useEffect(() => {
    if (problem !== undefined) field.current?.focus();
  }, [problem, field]);

  return {
    rules,
    text,
    error: kind === undefined ? '' : words.problems[kind],
    /** Unix milliseconds. */
    retryAt: problem?.kind === 'limited' ? problem.until : 0,
    change: (nextText: string, nextCountry: Country['code']): void => {
      setText(nextText);
      if (nextCountry !== country) onCountry(nextCountry);
      setTypedError(undefined);
      dismiss();
    },
    send: (): void => {
      const wrong = rules === undefined ? emptyError(text) : rules.errorOf(text, country);
      setTypedError(wrong);
      if (wrong === undefined) void verification.request({ phoneNumber: text, country });
      else field.current?.focus();
    },
  };
}

function emptyError(text: string): NumberError | undefined {
  return text.trim() === '' ? 'empty' : undefined;
}
