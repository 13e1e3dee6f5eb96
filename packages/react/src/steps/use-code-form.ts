import type {
  AskingCode,
  CheckingCode,
  NumberVerified,
  VerificationChannel,
  VerificationProblem,
} from '@threepid/client';
import { useEffect, useState, type RefObject } from 'react';
import { codeLength } from '../code/code-in.js';
import { useDismissed } from '../look/use-dismissed.js';
import type { UsedVerification } from '../verification/use-verification.js';
import type { ProblemName } from '../words/words.js';

export interface CodeFormProps {
  readonly verification: UsedVerification;
  /** `verified` while the host finishes. */
  readonly state: AskingCode | CheckingCode | NumberVerified;
}

/** Elements of the form that get the focus. */
export interface CodeFormElements {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly button: RefObject<HTMLButtonElement | null>;
}

/** What became of a resend. */
interface Resent {
  /** Number of resends before it. */
  readonly after: number;
  readonly news: 'resent' | 'sentNew' | 'calling';
  /** True if the person has chosen another channel than SMS. */
  readonly other: boolean;
}

/** What has changed, and may have to be typed anew. */
interface Changed {
  readonly problem: VerificationProblem | undefined;
  readonly news: Resent['news'] | undefined;
  /** Number of resends. */
  readonly resent: number | undefined;
  readonly setCode: (code: string) => void;
}

/** Brings the focus to what the person does next, after a problem or a new message. */
function useNextStep({ problem, news, resent, setCode }: Changed, { field, button }: CodeFormElements): void {
  useEffect(() => {
    if (problem === undefined) return;
    if (problem.kind === 'wrong-code' || problem.kind === 'dead-session') setCode('');
    (problem.kind === 'dead-session' ? button : field).current?.focus();
  }, [problem, field, button, setCode]);
  useEffect(() => {
    if (news === undefined) return;
    // A message is on its way: the person types its code next.
    setCode('');
    field.current?.focus();
  }, [news, resent, field, setCode]);
}

/** The code that a person types, submitted as soon as it is complete, and the resend of the message. */
export function useCodeForm({ verification, state }: CodeFormProps, elements: CodeFormElements) {
  const asking = state.step === 'code' ? state : undefined;
  const [code, setCode] = useState(asking?.code ?? '');
  const [incomplete, setIncomplete] = useState(false);
  const [requested, setRequested] = useState<Resent>();
  const [problem, dismiss] = useDismissed(asking?.problem);
  const dead = asking?.dead === true;
  const resent = asking?.resent;

  const sent = resent !== undefined && requested !== undefined && resent > requested.after;
  const news = sent ? requested.news : undefined;
  useNextStep({ problem, news, resent, setCode }, elements);

  const submit = (complete: string): void => {
    setRequested(undefined);
    void verification.submit(complete);
  };
  return {
    code,
    message: `${state.session.sid} ${state.session.sendAttempt}`,
    dead,
    problem: incomplete ? 'incomplete' : problemName(problem, asking, requested?.other),
    news,
    busy: asking === undefined || asking.resending,
    change: (typed: string): void => {
      setCode(typed);
      setIncomplete(false);
      setRequested(undefined);
      dismiss();
      if (typed.length === codeLength) submit(typed);
    },
    /** A complete code is submitted by itself: here is one that was not judged, or an incomplete one. */
    submit: (): void => {
      setIncomplete(code.length < codeLength);
      if (code.length === codeLength) submit(code);
      else elements.field.current?.focus();
    },
    resend: (channel = state.session.channel): void => {
      setIncomplete(false);
      setRequested({ after: resent ?? 0, ...newsOf(channel, dead) });
      void verification.resend({ channel });
    },
  } as const;
}

function newsOf(channel: VerificationChannel | undefined, dead: boolean): Omit<Resent, 'after'> {
  const other = channel !== undefined && channel !== 'sms';
  return { news: channel === 'voice' ? 'calling' : dead ? 'sentNew' : 'resent', other };
}

function problemName(
  problem: VerificationProblem | undefined,
  asking: AskingCode | undefined,
  other = false,
): ProblemName | undefined {
  // A number without an account there gets text messages all the same.
  if (problem?.kind === 'rejected-number' && other) return 'rejected-channel';
  // After a reload the session is as dead, but its problem is gone.
  if (problem === undefined) return asking?.dead === true && !asking.resending ? 'dead-session' : undefined;
  // The same kind of limit says other things of a code than of a message.
  const ofMessage = problem.kind !== 'limited' || problem.until === asking?.resendAt;
  return ofMessage ? problem.kind : 'too-many-codes';
}
