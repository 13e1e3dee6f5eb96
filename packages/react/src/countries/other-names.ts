import type { Country } from './country.js';

type CountryCode = Country['code'];

/** Names that people use, and `Intl.DisplayNames` doesn't: short, former and colloquial ones, with commas between. */
const knownAs: Readonly<Partial<Record<CountryCode, string>>> = {
  AE: 'uae, emirates, dubai, abu dhabi',
  BA: 'bosnia and herzegovina',
  BY: 'belorussia, weissrussland',
  CD: 'drc, dr congo, democratic republic of the congo, zaire',
  CF: 'car',
  CG: 'republic of the congo',
  CH: 'helvetia',
  CI: 'ivory coast',
  CN: 'prc, mainland china, zhongguo',
  CV: 'cape verde',
  CZ: 'czech republic, tschechische republik, cesko',
  EG: 'misr',
  ES: 'espana',
  FK: 'malvinas, islas malvinas',
  FO: 'faeroe',
  GB: 'uk, britain, great britain, england, scotland, wales, northern ireland, grossbritannien, angleterre, inglaterra, 英国',
  GR: 'hellas, ellada',
  HK: 'hong kong',
  HR: 'croatia',
  IE: 'republic of ireland, eire',
  IN: 'bharat, hindustan',
  IR: 'persia',
  JP: 'nippon, nihon, にほん, にっぽん',
  KH: 'kampuchea',
  KP: 'dprk, democratic people’s republic of korea',
  KR: 'rok, republic of korea, hanguk, 한국, 남한',
  LK: 'ceylon',
  MK: 'macedonia, fyrom',
  MM: 'burma, birma, birmanie',
  MO: 'macau',
  NL: 'holland, hollande, holanda, هولندا, オランダ',
  PS: 'palestine, west bank, gaza',
  RU: 'russian federation, rossiya',
  SA: 'ksa',
  SZ: 'swaziland',
  TL: 'east timor',
  TR: 'turkey, turkiye',
  TT: 'trinidad and tobago',
  TW: 'roc, formosa',
  US: 'usa, america, united states of america, estados unidos, 米国',
  VA: 'holy see',
  VI: 'us virgin islands',
  WS: 'western samoa',
  ZA: 'rsa',
};

/** Languages of the country beside the one that is the likeliest there. */
const furtherLanguages: Readonly<Partial<Record<CountryCode, string>>> = {
  AD: 'es fr',
  AF: 'ps',
  AX: 'fi',
  BA: 'hr sr',
  BE: 'fr de',
  BO: 'qu ay',
  BY: 'be',
  CA: 'fr',
  CH: 'fr it rm',
  CM: 'en',
  CY: 'tr',
  DJ: 'ar',
  DZ: 'fr',
  ER: 'ar',
  ES: 'ca eu gl',
  FI: 'sv',
  FO: 'da',
  GB: 'cy gd',
  GL: 'da',
  HK: 'en',
  HT: 'fr',
  IE: 'ga',
  IL: 'ar',
  IN: 'bn ta te mr gu kn ml pa ur',
  IQ: 'ku',
  KG: 'ru',
  KZ: 'kk',
  LB: 'fr',
  LK: 'ta',
  LU: 'de lb',
  MA: 'fr',
  ME: 'sr-Latn',
  MG: 'fr',
  ML: 'fr',
  MO: 'pt',
  MT: 'en',
  NE: 'fr',
  NZ: 'mi',
  PE: 'qu',
  PK: 'en',
  PY: 'es',
  RS: 'sr-Latn',
  SG: 'zh ms ta',
  SN: 'fr',
  TD: 'fr',
  TN: 'fr',
  UZ: 'ru',
  XK: 'sr',
  ZA: 'af zu xh',
};

/**
 * The other names of countries: in English, in their own languages, and what they are called besides. Each language is
 * loaded once.
 */
export function otherNames(): (code: CountryCode) => readonly string[] {
  const byLanguage = new Map<string, Intl.DisplayNames>();
  const namesIn = (language: string): Intl.DisplayNames => {
    const names = byLanguage.get(language) ?? new Intl.DisplayNames(language, { type: 'region' });
    byLanguage.set(language, names);
    return names;
  };
  return (code) => [
    ...(knownAs[code]?.split(', ') ?? []),
    ...languagesOf(code).map((language) => namesIn(language).of(code) ?? code),
  ];
}

function languagesOf(code: CountryCode): readonly string[] {
  const likeliest = new Intl.Locale('und', { region: code }).maximize().language;
  return ['en', likeliest, ...(furtherLanguages[code]?.split(' ') ?? [])];
}
