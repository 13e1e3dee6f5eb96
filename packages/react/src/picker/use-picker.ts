import { useEffect, useState } from 'react';
import { useLatest } from '../look/use-latest.js';
import type { CountryPicker as Picker } from './country-picker.js';
import { whenIdle } from './when-idle.js';

type CountryPicker = typeof Picker;

/**
 * The list of countries, once it is loaded: when the page has nothing else to do, or at once if the person wants it. Most
 * people never open it.
 *
 * @param onFailed is called if it is wanted and can't be loaded. The person can press the button again, or type the number
 * with its `+`.
 */
export function usePicker(wanted: boolean, onFailed: () => void): CountryPicker | undefined {
  const failed = useLatest(onFailed);
  const [picker, setPicker] = useState<CountryPicker>();
  useEffect(() => {
    if (picker !== undefined) return undefined;
    const load = (): void => {
      import('./country-picker.js').then(
        ({ CountryPicker: loaded }) => {
          setPicker(() => loaded);
        },
        () => {
          if (wanted) failed.current();
        },
      );
    };
    if (!wanted) return whenIdle(load);
    load();
    return undefined;
  }, [wanted, picker, failed]);
  return picker;
}
