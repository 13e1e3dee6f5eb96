import { expect } from 'chai';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';
import { areaCodes, numberedCountries } from '../../dist/countries/calling-codes.js';
import { countriesOf } from '../../dist/countries/countries-of.js';
import { countryOfTimeZone } from '../../dist/countries/country-of-time-zone.js';
import { loadFlags } from '../../dist/countries/load-flags.js';

describe('the countries', () => {
  it('are those of libphonenumber, with their calling codes', () => {
    const ours = numberedCountries.map(({ code, callingCode }) => `${code} ${callingCode}`);
    expect(ours).to.have.members(getCountries().map((code) => `${code} ${getCountryCallingCode(code)}`));
  });

  it('have the main country of each calling code first', () => {
    const { country_calling_codes: mains } = metadata;
    for (const [callingCode, [main]] of Object.entries(mains)) {
      const ours = numberedCountries.find((country) => country.callingCode === callingCode);
      // Some are of services without a country.
      if (ours !== undefined) expect(ours.code, callingCode).to.equal(main);
    }
  });

  it('have area codes wherever they share +1, but for the United States and Canada', () => {
    const shared = numberedCountries.filter(({ callingCode }) => callingCode === '1').map(({ code }) => code);
    expect(Object.keys(areaCodes)).to.have.members(shared.filter((code) => code !== 'US' && code !== 'CA'));
  });

  it('are named and sorted in the page’s language', () => {
    const names = countriesOf('de').map(({ name }) => name);
    expect(names).to.include.members(['Deutschland', 'Ägypten']);
    expect(names.indexOf('Ägypten')).to.be.lessThan(names.indexOf('Albanien'));
    for (const { code, name } of countriesOf('en')) expect(name, code).to.not.equal(code);
  });

  it('have flags', async () => {
    const flagOf = await loadFlags();
    for (const { code } of numberedCountries)
      expect(flagOf(code), code).to.match(/^data:image\/svg\+xml,%3Csvg/);
  });

  it('are known by their time zones', () => {
    expect(countryOfTimeZone('Europe/London', 'US')).to.equal('GB');
    expect(countryOfTimeZone('America/New_York', 'US')).to.equal('US');
    expect(countryOfTimeZone('Nowhere/At_All', 'US')).to.equal(undefined);
  });
});
