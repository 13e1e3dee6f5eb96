import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import type { Country } from '../components/country';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** All countries with phone numbers, sorted by name. Built on the server, because browsers may use other names. */
export const countries: readonly Country[] = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));
