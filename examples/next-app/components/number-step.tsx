import type { PendingSession } from '@threepid/client';
import { useRef, useState, type SubmitEvent } from 'react';
import type { Country } from './country';
import { Notice } from './notice';
import { PhoneField } from './phone-field';
import { PrimaryButton } from './primary-button';
import { RobotCheck } from './robot-check';
import { useCountdown } from './use-countdown';
import { useCountry } from './use-country';
import { useNumberRequest, type NumberEvents } from './use-number-request';
import { wordsOfWait } from './words';

export interface NumberStepProps extends NumberEvents {
  readonly countries: readonly Country[];
  readonly guessedCountry: Country['code'];
  /** The last request, if there was one. */
  readonly last: PendingSession | undefined;
}

/** The person enters a number and requests a code. */
export function NumberStep({ countries, guessedCountry, last, ...events }: NumberStepProps) {
  const [text, setText] = useState(last?.phoneNumber ?? '');
  const [country, setCountry] = useCountry(countries, guessedCountry, last);
  const { error, retryAt, busy, checked, send, forget } = useNumberRequest(last, events);
  const wait = useCountdown(retryAt);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy || wait > 0) return;
    if (!(await send(text, country))) field.current?.focus();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <h1 id="title">Verify your phone number</h1>
      <p className="lead">Enter your mobile number. We’ll text you a code to confirm it’s yours.</p>
      <PhoneField
        ref={field}
        countries={countries}
        country={country}
        text={text}
        describedBy={error === '' ? 'number-hint' : 'number-error'}
        invalid={error !== ''}
        onChange={(nextText, nextCountry) => {
          setText(nextText);
          setCountry(nextCountry);
          forget();
        }}
      />
      <Notice id="number-error" kind="error">
        {error}
      </Notice>
      <RobotCheck id="number-check" done={checked} />
      <PrimaryButton busy={busy} disabled={busy || wait > 0} busyText="Sending…">
        {wait > 0 ? `Try again ${wordsOfWait(wait)}` : 'Send code'}
      </PrimaryButton>
      <p className="hint" id="number-hint">
        Message and data rates may apply.
      </p>
    </form>
  );
}
