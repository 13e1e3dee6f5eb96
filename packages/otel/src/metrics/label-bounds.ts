import { callingCodeOf, noCountry } from '@threepid/core';

/** The label of a value beyond a bound. */
export const other = 'other';

/** The label of a value that isn't known. */
export const unknown = 'unknown';

/** Names as they come, as many as a bound allows; then `other`. */
export class BoundedNames {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  of(name: string): string {
    if (this.known.has(name)) return name;
    if (this.known.size >= this.most) return other;
    this.known.add(name);
    return name;
  }
}

/** ISO 3166-1 alpha-2; `001` for numbers of no country, and of an unknown one. */
export function countryLabel(country: string | undefined): string {
  return country === undefined || callingCodeOf(country) === undefined ? noCountry : country;
}

/** The first words of the rules; what comes after them is a word of the framework's or of a host's policy. */
const ruleForm =
  /^(?:account|blocked|budget|challenge|destination|guard|limit|policy|unavailable)(?:\.[a-zA-Z][\w-]{0,31}){0,3}$/;

/** A rule as it is named in the events, or `other`. */
export function ruleLabel(rule: string, known: BoundedNames): string {
  return ruleForm.test(rule) ? known.of(rule) : other;
}

const methods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** A method of HTTP, or `_OTHER`, as the semantic conventions want it. */
export function methodLabel(method: string): string {
  return methods.has(method) ? method : '_OTHER';
}

/** The names of everything that hosts name, each kind with its bound. */
export class LabelBounds {
  readonly providers = new BoundedNames(50);
  readonly routes = new BoundedNames(50);
  readonly rules = new BoundedNames(50);
  readonly storages = new BoundedNames(20);
  readonly operations = new BoundedNames(100);
  /** Error codes, of which a host's own may be any. */
  readonly outcomes = new BoundedNames(50);
  /** Channels, purposes and other words that the framework's types bound. */
  readonly words = new BoundedNames(200);

  /** Countries that are known to be some: there are 250. */
  private readonly countries = new Set<string>();

  country(country: string | undefined): string {
    if (country !== undefined && this.countries.has(country)) return country;
    const label = countryLabel(country);
    this.countries.add(label);
    return label;
  }

  provider(name: string | undefined): string {
    return name === undefined ? unknown : this.providers.of(name);
  }

  word(word: string | undefined): string {
    return word === undefined ? unknown : this.words.of(word);
  }

  rule(rule: string): string {
    return ruleLabel(rule, this.rules);
  }
}
