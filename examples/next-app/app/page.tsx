import { headers } from 'next/headers';
import { VerifyPhone } from '../components/verify-phone';
import { countries } from '../server/countries';
import { countryOfLanguages } from '../server/country-of-languages';

export default async function Page() {
  const acceptLanguage = (await headers()).get('accept-language');
  return (
    <main>
      <VerifyPhone countries={countries} guessedCountry={countryOfLanguages(acceptLanguage) ?? 'US'} />
    </main>
  );
}
