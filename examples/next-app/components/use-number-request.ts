import type { PendingSession, VerificationSession } from '@threepid/client';
import { useState } from 'react';
import { client, resendTime, retryTime } from './client';
import type { Country } from './country';
import { errorOf } from './typed-number';
import { wordsOfNumberError, wordsOfRequestError } from './words';

export interface NumberEvents {
  readonly onFailed: (session: PendingSession) => void;
  readonly onSent: (session: VerificationSession, resendAt: number) => void;
}

/** State of the request. */
interface RequestState {
  readonly error: string;
  readonly retryAt: number;
  readonly busy: boolean;
  /** Share of the work that is done; undefined: the server asks for none. */
  readonly checked: number | undefined;
}

const calm: RequestState = { error: '', retryAt: 0, busy: false, checked: undefined };

/**
 * Requests a code.
 *
 * @param last the last request: the same number continues its session.
 */
export function useNumberRequest(last: PendingSession | undefined, { onFailed, onSent }: NumberEvents) {
  const [state, setState] = useState(calm);
  const send = async (phoneNumber: string, country: Country['code']): Promise<boolean> => {
    const wrong = errorOf(phoneNumber, country);
    if (wrong !== undefined) {
      setState({ ...calm, error: wordsOfNumberError[wrong] });
      return false;
    }
    setState({ ...calm, busy: true });
    const same = last?.phoneNumber === phoneNumber && last.country === country;
    const result = await client.request(same ? last : { phoneNumber, country }, {
      onChallenge: ({ done: checked }) => {
        setState({ ...calm, busy: true, checked });
      },
    });
    if (result.ok) {
      onSent(result.session, resendTime());
      return true;
    }
    onFailed(result.session);
    setState({ ...calm, error: wordsOfRequestError(result.error), retryAt: retryTime(result.error) ?? 0 });
    return false;
  };
  const forget = (): void => {
    setState(calm);
  };
  return { ...state, send, forget };
}
