import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import type { Country } from '../components/country';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** Every country with telephone numbers, by name. Made on the server, so that page and server agree on the names. */
export const countries: readonly Country[] = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));
