import type { PendingSession, VerificationSession } from '@threepid/client';
import { useState } from 'react';
import { client, resendTime, retryTime } from './client';
import type { Country } from './country';
import { faultOf } from './typed-number';
import { wordsOfFault, wordsOfRequestError } from './words';

export interface NumberEvents {
  readonly onFailed: (session: PendingSession) => void;
  readonly onSent: (session: VerificationSession, resendAt: number) => void;
}

const calm = { error: '', retryAt: 0, busy: false };

/**
 * Asks for a code.
 *
 * @param last the request that was made last: the same number goes on with its session.
 */
export function useNumberRequest(last: PendingSession | undefined, { onFailed, onSent }: NumberEvents) {
  const [state, setState] = useState(calm);
  const send = async (phoneNumber: string, country: Country['code']): Promise<boolean> => {
    const fault = faultOf(phoneNumber, country);
    if (fault !== undefined) {
      setState({ ...calm, error: wordsOfFault[fault] });
      return false;
    }
    setState({ ...calm, busy: true });
    const same = last?.phoneNumber === phoneNumber && last.country === country;
    const result = await client.request(same ? last : { phoneNumber, country });
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
