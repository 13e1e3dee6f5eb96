import { useEffect, useState } from 'react';
import type * as rulesModule from './phone-rules.js';

export type PhoneRules = typeof rulesModule;

/**
 * The numbering plans, which are loaded once the form is shown: undefined until then, or if they can't be loaded. Without
 * them a number is sent as it was typed, and the server judges it.
 */
export function usePhoneRules(): PhoneRules | undefined {
  const [rules, setRules] = useState<PhoneRules>();
  useEffect(() => {
    import('./phone-rules.js').then(
      (loaded) => {
        setRules(loaded);
      },
      () => undefined,
    );
  }, []);
  return rules;
}
