import type { VerificationSession } from '@threepid/client';
import { useState, type RefObject } from 'react';
import { finishVerification } from '../app/actions';
import { client, resendTime, retryTime } from './client';
import { wordsOfRequestError, wordsOfSubmitError } from './words';

/** Errors after which the session's code is no longer valid. */
const gone: ReadonlySet<string> = new Set(['M_SESSION_EXPIRED', 'M_NO_VALID_SESSION']);

export interface CodeEvents {
  readonly onResent: (session: VerificationSession, resendAt: number) => void;
  readonly onVerified: (number: string) => void;
}

/** State of the code step. */
export interface CodeState {
  readonly code: string;
  readonly error: string;
  /** True if the error is about the code, not about a message that couldn't be sent again. */
  readonly wrong: boolean;
  readonly news: string;
  readonly busy: 'submit' | 'resend' | undefined;
  /** Share of the work that is done before the message is sent again; undefined: the server asks for none. */
  readonly checked: number | undefined;
}

const empty: CodeState = { code: '', error: '', wrong: false, news: '', busy: undefined, checked: undefined };

/** Submits the code as soon as it is complete, and resends it. */
export function useCode(
  session: VerificationSession,
  field: RefObject<HTMLInputElement | null>,
  { onResent, onVerified }: CodeEvents,
) {
  const [state, setState] = useState(empty);
  const say = (words: Partial<CodeState>): void => {
    setState({ ...empty, ...words });
    field.current?.focus();
  };
  const submit = async (code: string): Promise<void> => {
    setState({ ...empty, code, busy: 'submit' });
    const outcome = await submitted(session, code);
    if (outcome.ok) {
      onVerified(outcome.number);
      return;
    }
    say({ error: outcome.words, wrong: true });
    // No message on its way can have a valid code, so another may be requested at once.
    if (outcome.gone) onResent(session, 0);
  };
  const resend = async (): Promise<void> => {
    setState({ ...empty, busy: 'resend' });
    const result = await client.request(session, {
      onChallenge: ({ done: checked }) => {
        setState({ ...empty, busy: 'resend', checked });
      },
    });
    say(result.ok ? { news: 'We sent you the code again.' } : { error: wordsOfRequestError(result.error) });
    if (result.ok) onResent(result.session, resendTime());
    else onResent(session, retryTime(result.error) ?? 0);
  };
  const change = (code: string): void => {
    if (code.length === 6) void submit(code);
    else setState({ ...empty, code });
  };
  return { ...state, change, resend, say };
}

type Submitted =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly words: string; readonly gone: boolean };

async function submitted(session: VerificationSession, code: string): Promise<Submitted> {
  const result = await client.submit(session, code);
  if (!result.ok) {
    return { ok: false, words: wordsOfSubmitError(result.error), gone: gone.has(result.error.errcode) };
  }
  const failed = {
    ok: false,
    words: 'Something went wrong on our end. Try again in a moment.',
    gone: false,
  } as const;
  try {
    const finished = await finishVerification(session.sid, session.clientSecret);
    return finished.ok ? finished : failed;
  } catch {
    return failed;
  }
}
