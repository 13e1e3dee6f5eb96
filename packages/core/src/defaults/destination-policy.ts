import type { SendCandidate, SendPolicy, SendVerdict } from '../ports/send-policy.js';
import { isCountry, noCountry, type NumberType } from '../domain/phone-number.js';

/** Where messages may go. */
export interface DestinationOptions {
  /**
   * ISO 3166-1 alpha-2. Only these countries get messages; undefined: all. Numbers of no country, such as satellite
   * phones (+870, +881), get messages only if the list contains `001`, the world.
   */
  readonly allow?: readonly string[] | undefined;
  /** ISO 3166-1 alpha-2. These countries get no messages, even if `allow` lists them. */
  readonly deny?: readonly string[] | undefined;
  /** Types of number that get messages. Default: numbers that are, or may be, mobile. */
  readonly numberTypes?: readonly NumberType[] | undefined;
}

/** Mobile numbers, and those that can't be told from mobile ones. */
export const mobileNumberTypes: readonly NumberType[] = ['mobile', 'fixed-line-or-mobile', 'unknown'];

/**
 * A policy by country and number type. SMS pumping uses premium and shared-cost numbers and expensive countries, so
 * these can be refused.
 *
 * @throws TypeError for an unknown country.
 */
export function createDestinationPolicy(options: DestinationOptions = {}): SendPolicy {
  const allow = options.allow === undefined ? undefined : countries(options.allow);
  const deny = countries(options.deny ?? []);
  const types = new Set(options.numberTypes ?? mobileNumberTypes);
  return {
    judge({ country, numberType }: SendCandidate): SendVerdict {
      if (!types.has(numberType)) return refusedType(numberType);
      // Satellite phones and the like: no list of countries includes them, and they are among the most expensive
      // destinations.
      if (country === undefined) return allow?.has(noCountry) === true ? { kind: 'allow' } : refusedCountry;
      if (deny.has(country) || allow?.has(country) === false) return refusedCountry;
      return { kind: 'allow' };
    },
  };
}

function refusedType(numberType: NumberType): SendVerdict {
  return { kind: 'refuse', reason: `${numberType} numbers get no messages`, rule: 'destination.type' };
}

const refusedCountry: SendVerdict = {
  kind: 'refuse',
  reason: 'its country or region is not served',
  rule: 'destination.country',
};

function countries(codes: readonly string[]): ReadonlySet<string> {
  const unknown = codes.find((code) => code !== noCountry && !isCountry(code));
  if (unknown !== undefined) throw new TypeError(`threepid: '${unknown}' is not a country; write 'GB'`);
  return new Set(codes);
}
