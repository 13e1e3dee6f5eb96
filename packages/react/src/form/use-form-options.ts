import { useState } from 'react';
import { useLatest } from '../look/use-latest.js';
import { clientOfPage, type PageOfClient } from '../verification/client-of-page.js';
import type { UseVerificationOptions } from '../verification/use-verification.js';

export interface FormOptions extends UseVerificationOptions, PageOfClient {}

/** Options of the verification, with a client that asks for messages in the page's language unless the host has one. */
export function useFormOptions(props: FormOptions): UseVerificationOptions {
  const page = useLatest<PageOfClient>(props);
  const [client] = useState(() => props.client ?? clientOfPage(() => page.current));
  return { ...props, client };
}
