import type { SendCandidate, SendPolicy, SendVerdict } from '../ports/send-policy.js';
import { isCountry, type NumberType } from '../domain/phone-number.js';

/** Where messages may go. */
export interface DestinationOptions {
  /**
   * ISO 3166-1 alpha-2. Only these countries get messages; undefined: all. Numbers that belong to no country, such as
   * satellite phones (+870, +881), get some only if the list has `001`, the world.
   */
  readonly allow?: readonly string[] | undefined;
  /** ISO 3166-1 alpha-2. These countries get none; stronger than `allow`. */
  readonly deny?: readonly string[] | undefined;
  /** The kinds of number that get messages. Default: those that are, or may be, mobile. */
  readonly numberTypes?: readonly NumberType[] | undefined;
}

/** Mobile numbers, and those that can't be told from mobile ones. */
export const mobileNumberTypes: readonly NumberType[] = ['mobile', 'fixed-line-or-mobile', 'unknown'];

/**
 * The policy of countries and number types. SMS pumping lives off premium, shared-cost and far-away numbers: they get
 * no message.
 *
 * @throws TypeError for a country that is none.
 */
export function createDestinationPolicy(options: DestinationOptions = {}): SendPolicy {
  const allow = options.allow === undefined ? undefined : countries(options.allow);
  const deny = countries(options.deny ?? []);
  const types = new Set(options.numberTypes ?? mobileNumberTypes);
  return {
    judge({ country, numberType }: SendCandidate): SendVerdict {
      if (!types.has(numberType)) return { kind: 'refuse', reason: `${numberType} numbers get no messages` };
      // Satellite phones and the like: no country's list names them, and hardly a destination costs more.
      if (country === undefined) return allow?.has(noCountry) === true ? { kind: 'allow' } : refusedCountry;
      if (deny.has(country) || allow?.has(country) === false) return refusedCountry;
      return { kind: 'allow' };
    },
  };
}

/** The world, by UN M.49: where numbers of no country belong. */
const noCountry = '001';

const refusedCountry: SendVerdict = { kind: 'refuse', reason: 'its country or region is not served' };

function countries(codes: readonly string[]): ReadonlySet<string> {
  const unknown = codes.find((code) => code !== noCountry && !isCountry(code));
  if (unknown !== undefined) throw new TypeError(`threepid: '${unknown}' is not a country; write 'GB'`);
  return new Set(codes);
}
