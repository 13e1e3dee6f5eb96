import type { VerificationSession } from '@threepid/client';
import { useRef } from 'react';
import { CodeField } from './code-field';
import { Notice } from './notice';
import { PrimaryButton } from './primary-button';
import { useCode, type CodeEvents } from './use-code';
import { RobotCheck } from './robot-check';
import { useCountdown } from './use-countdown';
import { wordsOfWait } from './words';

export interface CodeStepProps extends CodeEvents {
  readonly session: VerificationSession;
  /** Time from which the message may be sent again, in Unix milliseconds. */
  readonly resendAt: number;
  readonly onChangeNumber: () => void;
}

/** The person enters the code, or requests it again. */
export function CodeStep({ session, resendAt, onChangeNumber, ...events }: CodeStepProps) {
  const field = useRef<HTMLInputElement>(null);
  const { code, error, wrong, news, busy, checked, change, resend, say } = useCode(session, field, events);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // A complete code is submitted automatically.
        if (busy === undefined) say({ code, error: 'Enter the 6-digit code.', wrong: true });
      }}
      noValidate
    >
      <h1 id="title">Enter the code</h1>
      <p className="lead">
        We sent a 6-digit code to{' '}
        <strong className="number">{session.international ?? session.phoneNumber}</strong>.{' '}
        <button type="button" className="link" onClick={onChangeNumber}>
          Change number
        </button>
      </p>
      <CodeField ref={field} code={code} invalid={wrong} busy={busy !== undefined} onChange={change} />
      <Notice id="code-error" kind="error">
        {error}
      </Notice>
      <Notice id="code-news" kind="news">
        {news}
      </Notice>
      <RobotCheck id="code-check" done={checked} />
      <PrimaryButton busy={busy === 'submit'} disabled={busy !== undefined} busyText="Checking…">
        Verify
      </PrimaryButton>
      <ResendLine resendAt={resendAt} busy={busy !== undefined} onResend={() => void resend()} />
    </form>
  );
}

interface ResendLineProps {
  readonly resendAt: number;
  readonly busy: boolean;
  readonly onResend: () => void;
}

/** The button stays in place while it counts down, so that it keeps the focus. */
function ResendLine({ resendAt, busy, onResend }: ResendLineProps) {
  const wait = useCountdown(resendAt);
  const disabled = busy || wait > 0;
  return (
    <p className="hint">
      Didn’t get a code?{' '}
      <button
        type="button"
        className="link resend"
        aria-disabled={disabled}
        onClick={() => {
          if (!disabled) onResend();
        }}
      >
        {wait > 0 ? `Resend ${wordsOfWait(wait)}` : 'Resend code'}
      </button>
    </p>
  );
}
