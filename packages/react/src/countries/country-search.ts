import { areaCodes, numberedCountries } from './calling-codes.js';
import type { Country } from './country.js';
import { otherNames } from './other-names.js';
import { spellings } from './spellings.js';

/** A country with everything that it is found by. */
interface Findable {
  readonly country: Country;
  /** Spellings of the name in the page's language. */
  readonly names: readonly string[];
  /** Spellings of its other names. */
  readonly others: readonly string[];
}

/** How well a country fits what was typed; the best is the least. */
const ranks = ['exact', 'name begins', 'word begins', 'other name begins', 'other word begins'] as const;

/**
 * Makes a search for the countries that a text means: by name, in the page's language, in English or in the country's
 * own; by what people call it; by code; by calling or area code. The best match is first. The names are collected at the
 * first search.
 */
export function countrySearch(countries: readonly Country[]): (text: string) => readonly Country[] {
  let findables: readonly Findable[] | undefined;
  return (text) => {
    const wanted = spellings(text);
    const [first] = wanted;
    if (first === undefined) return countries;
    if (/^[\d ]+$/.test(first)) return byDigits(countries, first.replaceAll(' ', '').replace(/^00/, ''));
    findables ??= countries.map(findable(otherNames()));
    return byName(findables, wanted);
  };
}

function findable(namesOf: ReturnType<typeof otherNames>): (country: Country) => Findable {
  return (country) => ({
    country,
    names: spellings(country.name),
    others: [...new Set([country.code.toLowerCase(), ...namesOf(country.code).flatMap(spellings)])],
  });
}

function byName(findables: readonly Findable[], wanted: readonly string[]): readonly Country[] {
  const ranked = findables.map((one) => ({ country: one.country, rank: rankOf(one, wanted) }));
  return ranks.flatMap((_, rank) => ranked.filter((one) => one.rank === rank).map(({ country }) => country));
}

/** Index of the first rank that fits; -1 if none does. */
function rankOf({ names, others }: Findable, wanted: readonly string[]): number {
  const some = (among: readonly string[], fits: (name: string, text: string) => boolean): boolean =>
    among.some((name) => wanted.some((text) => fits(name, text)));
  return [
    some(names, isSame) || some(others, isSame),
    some(names, begins),
    some(names, hasWords),
    some(others, begins),
    some(others, hasWords),
  ].indexOf(true);
}

function isSame(name: string, text: string): boolean {
  return name === text;
}

function begins(name: string, text: string): boolean {
  return name.startsWith(text);
}

/** True if each word of the text begins a word of the name, in any order. */
function hasWords(name: string, text: string): boolean {
  return text.split(' ').every((word) => ` ${name}`.includes(` ${word}`));
}

/**
 * By the calling or area code: first those that it is, then those that begin with it, then those that a whole number
 * would belong to.
 */
function byDigits(countries: readonly Country[], digits: string): readonly Country[] {
  const ordered = inOrderOfCallingCodes(countries);
  const areas = ({ code }: Country): readonly string[] => areaCodes[code] ?? [];
  const by = (fits: (code: string) => boolean): readonly Country[] =>
    ordered.filter((country) => prefixesOf(country).some(fits));
  const found = [
    ...by((code) => code === digits),
    ...ordered.filter((country) => areas(country).includes(digits)),
    ...by((code) => code.startsWith(digits)),
    ...by((code) => code.length > 1 && digits.startsWith(code)),
    ...by((code) => digits.startsWith(code)),
  ];
  return [...new Set(found)];
}

/** What an international number of the country may begin with. */
function prefixesOf({ code, callingCode }: Country): readonly string[] {
  return areaCodes[code]?.map((area) => `${callingCode}${area}`) ?? [callingCode];
}

function inOrderOfCallingCodes(countries: readonly Country[]): readonly Country[] {
  const byCode = new Map(countries.map((country) => [country.code, country]));
  return numberedCountries.flatMap(({ code }) => byCode.get(code) ?? []);
}
