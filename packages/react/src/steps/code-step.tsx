import type { VerificationChannel } from '@threepid/client';
import { useEffect, useId, useRef, type RefObject } from 'react';
import { CodeField } from '../code/code-field.js';
import { codeIn } from '../code/code-in.js';
import { useWebOtp } from '../code/use-web-otp.js';
import { MessageArea } from '../look/message-area.js';
import { PrimaryButton } from '../look/primary-button.js';
import { SentenceWithNumber } from '../look/sentence-with-number.js';
import { StepHeading } from '../look/step-heading.js';
import { TextButton } from '../look/text-button.js';
import { useCountdown } from '../look/use-countdown.js';
import { useWords } from '../look/words-context.js';
import { filled } from '../words/filled.js';
import type { ProblemName } from '../words/words.js';
import { wordsOfWait } from '../words/words-of-wait.js';
import { numberText } from './number-text.js';
import { useCodeForm, type CodeFormProps } from './use-code-form.js';

export interface CodeStepProps extends CodeFormProps {
  /** Focuses the field when the step is mounted. */
  readonly focused: boolean;
  /** The ways in which the code may come. */
  readonly channels: readonly VerificationChannel[] | undefined;
}

const problems: readonly ProblemName[] = [
  'incomplete',
  'wrong-code',
  'dead-session',
  'too-many-codes',
  'rejected-number',
  'rejected-channel',
  'limited',
  'offline',
  'provider-down',
  'failed',
];

/** Problems of the code itself, not of a message or the connection. */
const ofCode: ReadonlySet<ProblemName> = new Set(['incomplete', 'wrong-code', 'dead-session']);

/** The person enters the code, or requests it again. */
export function CodeStep({ focused, channels, ...props }: CodeStepProps) {
  const { verification, state } = props;
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const words = useWords();
  const form = useCodeForm(props, { field, button });
  const { dead, busy } = form;
  const wait = useCountdown(state.step === 'verified' ? 0 : state.resendAt);
  const resending = state.step === 'code' && state.resending;
  useEffect(() => {
    if (focused) field.current?.focus();
  }, []);
  return (
    <form
      className="threepid-step"
      part="step"
      method="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        if (!dead) form.submit();
        else if (wait === 0) form.resend();
      }}
    >
      <StepHeading>{words.code.heading}</StepHeading>
      <SentenceWithNumber text={words.code.lead} number={numberText(state.session)}>
        <TextButton disabled={state.step === 'verified'} onPress={verification.changeNumber}>
          {words.code.changeNumber}
        </TextButton>
      </SentenceWithNumber>
      <CodeEntry form={form} field={field} checked={resending ? state.challenge?.done : undefined} />
      <CodeButton {...{ dead, wait, resending, buttonRef: button }} checking={busy && !resending} />
      <ResendLine {...{ wait, busy, resending }} hidden={dead} onResend={form.resend} />
      <ChannelLine
        channels={otherThan(state.session.channel, channels)}
        disabled={busy || wait > 0}
        onChoose={form.resend}
      />
    </form>
  );
}

interface CodeEntryProps {
  readonly form: ReturnType<typeof useCodeForm>;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly checked: number | undefined;
}

/** The code, and what there is to say about it. */
function CodeEntry({ form, field, checked }: CodeEntryProps) {
  const { code, message, dead, problem, news, busy, change } = form;
  const id = useId();
  const words = useWords();
  const fixed = busy || dead;
  useWebOtp(message, (text) => {
    if (!fixed) change(codeIn(text));
  });
  return (
    <>
      <CodeField
        id={id}
        fieldRef={field}
        code={code}
        invalid={problem !== undefined && ofCode.has(problem)}
        fixed={fixed}
        describedBy={`${id}-error`}
        onChange={change}
      />
      <MessageArea
        id={id}
        error={problem === undefined ? '' : words.problems[problem]}
        news={news === undefined ? '' : words.code[news]}
        checked={checked}
        expected={problems.map((name) => words.problems[name])}
      />
    </>
  );
}

interface CodeButtonProps {
  readonly dead: boolean;
  readonly wait: number;
  readonly checking: boolean;
  readonly resending: boolean;
  readonly buttonRef: RefObject<HTMLButtonElement | null>;
}

/** Verifies the code; or, once no code can be right, sends a new one. */
function CodeButton({ dead, wait, checking, resending, buttonRef }: CodeButtonProps) {
  const words = useWords();
  const later = filled(words.number.retry, { wait: wordsOfWait(words, wait) });
  return (
    <PrimaryButton
      buttonRef={buttonRef}
      busy={checking || (dead && resending)}
      disabled={checking || resending || (dead && wait > 0)}
      busyText={resending ? words.code.resending : words.code.checking}
    >
      {!dead ? words.code.verify : wait > 0 ? later : words.code.sendNew}
    </PrimaryButton>
  );
}

interface ResendLineProps {
  /** True if the main button does the same. The line keeps its place. */
  readonly hidden: boolean;
  readonly wait: number;
  readonly busy: boolean;
  readonly resending: boolean;
  readonly onResend: () => void;
}

/** The button stays in place while it counts down, so that it keeps the focus. */
function ResendLine({ hidden, wait, busy, resending, onResend }: ResendLineProps) {
  const words = useWords();
  const later = filled(words.code.resendLater, { wait: wordsOfWait(words, wait) });
  return (
    <p className="threepid-resend" part="resend" data-hidden={hidden}>
      {words.code.missing}{' '}
      <TextButton disabled={busy || wait > 0} onPress={onResend}>
        {resending ? words.code.resending : wait > 0 ? later : words.code.resend}
      </TextButton>
    </p>
  );
}

/** The channels but the one that the last message came by: sending it again does that. */
function otherThan(
  last: VerificationChannel | undefined,
  channels: readonly VerificationChannel[] = [],
): readonly VerificationChannel[] {
  return channels.filter((channel) => channel !== (last ?? 'sms'));
}

interface ChannelLineProps {
  readonly channels: readonly VerificationChannel[];
  readonly disabled: boolean;
  readonly onChoose: (channel: VerificationChannel) => void;
}

/** The other ways in which the code may come. */
function ChannelLine({ channels, disabled, onChoose }: ChannelLineProps) {
  const { by } = useWords().code;
  if (channels.length === 0) return null;
  return (
    <p className="threepid-channels" part="channels">
      {channels.map((channel) => (
        <TextButton
          key={channel}
          disabled={disabled}
          onPress={() => {
            onChoose(channel);
          }}
        >
          {by[channel]}
        </TextButton>
      ))}
    </p>
  );
}
