import { useEffect, useEffectEvent } from 'react';

interface OtpCredential extends Credential {
  readonly code?: string;
}

/** Source: WICG, WebOTP API. */
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/** Takes the code out of the message, in browsers that ask the person and then hand it over (WebOTP). */
export function useWebOtp(take: (code: string) => void): void {
  const taken = useEffectEvent(take);
  useEffect(() => {
    if (!('OTPCredential' in window)) return undefined;
    const controller = new AbortController();
    const request: OtpRequest = { otp: { transport: ['sms'] }, signal: controller.signal };
    navigator.credentials.get(request).then(
      (credential: OtpCredential | null) => {
        if (credential?.code !== undefined) taken(credential.code);
      },
      // The person said no, or left: they type it.
      () => undefined,
    );
    return () => {
      controller.abort();
    };
  }, []);
}
