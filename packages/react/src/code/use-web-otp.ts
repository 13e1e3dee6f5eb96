import { useEffect } from 'react';
import { useLatest } from '../look/use-latest.js';

interface OtpCredential extends Credential {
  readonly code?: string;
}

/** Source: WICG, WebOTP API. */
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/**
 * Reads the code from the message in browsers that support WebOTP, with the person's consent.
 *
 * @param message tells messages apart: the browser reads one, and is asked again for the next.
 */
export function useWebOtp(message: string, take: (code: string) => void): void {
  const latest = useLatest(take);
  useEffect(() => {
    if (!('OTPCredential' in window)) return undefined;
    const controller = new AbortController();
    const request: OtpRequest = { otp: { transport: ['sms'] }, signal: controller.signal };
    navigator.credentials.get(request).then(
      (credential: OtpCredential | null) => {
        if (credential?.code !== undefined) latest.current(credential.code);
      },
      // The person declined or left: they type the code.
      () => undefined,
    );
    return () => {
      controller.abort();
    };
  }, [latest, message]);
}
