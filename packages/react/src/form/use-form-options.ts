import { useState } from 'react';
import { useLatest } from '../look/use-latest.js';
import { clientOfPage } from '../verification/client-of-page.js';
import type { UseVerificationOptions } from '../verification/use-verification.js';
import type { PhoneVerificationProps } from './phone-verification-props.js';

export interface FormOptions
  extends UseVerificationOptions, Pick<PhoneVerificationProps, 'baseUrl' | 'challenges'> {
  /** BCP 47 tag. */
  readonly locale: string;
}

/** Options of the verification, with a client that asks for messages in the page's language unless the host has one. */
export function useFormOptions(props: FormOptions): UseVerificationOptions {
  const language = useLatest(props.locale);
  const [client] = useState(() => props.client ?? clientOfPage(props, () => language.current));
  return { ...props, client };
}
