import { getExampleNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { useState, type RefObject } from 'react';
import type { Country } from './country';
import { CountryPicker } from './country-picker';
import { Flag } from './flag';
import { formatTyped } from './typed-number';
import { useCaret } from './use-caret';

export interface PhoneFieldProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly countries: readonly Country[];
  readonly country: Country['code'];
  readonly text: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  readonly onChange: (text: string, country: Country['code']) => void;
}

/** A phone number with its country, formatted as the person types. */
export function PhoneField(props: PhoneFieldProps) {
  const { ref, countries, country, text, describedBy, invalid, onChange } = props;
  const [picking, setPicking] = useState(false);
  const moveCaret = useCaret(ref);

  const pick = (code: Country['code'] | undefined): void => {
    setPicking(false);
    if (code !== undefined) onChange(formatTyped('', nationalOf(text), text.length, code).text, code);
    ref.current?.focus();
  };
  return (
    <div className="field">
      <label htmlFor="number">Phone number</label>
      <div className="phone" data-invalid={invalid}>
        <CountryButton
          country={countries.find(({ code }) => code === country)}
          onPress={() => {
            setPicking(true);
          }}
        />
        <input
          ref={ref}
          id="number"
          name="tel"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          placeholder={getExampleNumber(country, examples)?.formatNational()}
          value={text}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={({ target: { value, selectionStart } }) => {
            const typed = formatTyped(text, value, selectionStart ?? value.length, country);
            moveCaret(typed.caret);
            onChange(typed.text, typed.country ?? country);
          }}
        />
      </div>
      {picking && <CountryPicker countries={countries} chosen={country} onClose={pick} />}
    </div>
  );
}

function CountryButton({
  country,
  onPress,
}: {
  readonly country: Country | undefined;
  readonly onPress: () => void;
}) {
  if (country === undefined) return null;
  const { code, name, callingCode } = country;
  return (
    <button
      type="button"
      className="country"
      aria-haspopup="dialog"
      aria-label={`+${callingCode}, ${name}. Change country`}
      onClick={onPress}
    >
      <Flag code={code} />
      <span>+{callingCode}</span>
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
