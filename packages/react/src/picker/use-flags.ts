import { useEffect, useState } from 'react';
import { loadFlags, type FlagOf } from '../countries/load-flags.js';
import { whenIdle } from './when-idle.js';

const none: FlagOf = () => undefined;

/** The flags, once they are loaded. They wait until the page has nothing else to do. */
export function useFlags(): FlagOf {
  const [flagOf, setFlagOf] = useState<FlagOf>(() => none);
  useEffect(() => {
    const load = (): void => {
      loadFlags().then(
        (loaded) => {
          setFlagOf(() => loaded);
        },
        // A list without flags is as good.
        () => undefined,
      );
    };
    return whenIdle(load);
  }, []);
  return flagOf;
}
