import { useState, type RefObject } from 'react';
import type { Country } from '../countries/country.js';
import { useWords } from '../look/words-context.js';
import { Flag } from '../picker/flag.js';
import { useFlags } from '../picker/use-flags.js';
import { usePicker } from '../picker/use-picker.js';
import { filled } from '../words/filled.js';
import { useCaret } from './use-caret.js';
import type { PhoneRules } from './use-phone-rules.js';

export interface PhoneFieldProps {
  readonly id: string;
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly rules: PhoneRules | undefined;
  readonly countries: readonly Country[];
  readonly country: Country['code'];
  readonly text: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  /** True while nothing can be changed. */
  readonly fixed: boolean;
  readonly onChange: (text: string, country: Country['code']) => void;
}

/** A phone number with its country, formatted as the person types. */
export function PhoneField(props: PhoneFieldProps) {
  const { id, fieldRef, rules, countries, country, text, describedBy, invalid, fixed, onChange } = props;
  const { number: words } = useWords();
  const moveCaret = useCaret(fieldRef);
  return (
    <div className="threepid-field" part="field">
      <label htmlFor={id} className="threepid-label" part="label">
        {words.label}
      </label>
      <div className="threepid-phone" part="phone" data-invalid={invalid}>
        <CountryChoice {...props} />
        <input
          ref={fieldRef}
          id={id}
          className="threepid-phone-input"
          part="phone-input"
          name="tel"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          placeholder={rules?.exampleOf(country)}
          value={text}
          readOnly={fixed}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            const keystroke = { before: text, typed: value, caret: selectionStart ?? value.length };
            const typed = rules?.formatTyped(keystroke, country);
            if (typed !== undefined) moveCaret(typed.caret);
            onChange(typed?.text ?? value, knownIn(countries, typed?.country) ?? country);
          }}
        />
      </div>
    </div>
  );
}

/** The country, if it is one of those to choose from. */
function knownIn(
  countries: readonly Country[],
  country: Country['code'] | undefined,
): Country['code'] | undefined {
  return countries.find(({ code }) => code === country)?.code;
}

/** The button with the chosen country, and the dialog that it opens. */
function CountryChoice({ fieldRef, rules, countries, country, text, fixed, onChange }: PhoneFieldProps) {
  const [picking, setPicking] = useState(false);
  const flagOf = useFlags();
  const CountryPicker = usePicker(picking, () => {
    setPicking(false);
  });
  const pick = (code: Country['code'] | undefined): void => {
    setPicking(false);
    if (code !== undefined) {
      const typed = nationalOf(text);
      const keystroke = { before: '', typed, caret: typed.length };
      onChange(rules?.formatTyped(keystroke, code).text ?? typed, code);
    }
    fieldRef.current?.focus();
  };
  return (
    <>
      <CountryButton
        country={countries.find(({ code }) => code === country)}
        flag={flagOf(country)}
        onPress={() => {
          if (!fixed) setPicking(true);
        }}
      />
      {picking && CountryPicker && (
        <CountryPicker countries={countries} flagOf={flagOf} chosen={country} onClose={pick} />
      )}
    </>
  );
}

interface CountryButtonProps {
  readonly country: Country | undefined;
  readonly flag: string | undefined;
  readonly onPress: () => void;
}

function CountryButton({ country, flag, onPress }: CountryButtonProps) {
  const { countries: words } = useWords();
  const code = `+${country?.callingCode ?? ''}`;
  return (
    <button
      type="button"
      className="threepid-country"
      part="country"
      aria-haspopup="dialog"
      // A server may know the country by another name than the browser.
      suppressHydrationWarning
      aria-label={filled(words.change, { code, country: country?.name ?? '' })}
      onClick={onPress}
    >
      <Flag src={flag} />
      <span className="threepid-country-code">{code}</span>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="M2.5 4.5 6 8l3.5-3.5" />
      </svg>
    </button>
  );
}

/** The national part of a number. A number with another country's code is dropped, because it can't be converted. */
function nationalOf(text: string): string {
  return text.startsWith('+') ? '' : text;
}
