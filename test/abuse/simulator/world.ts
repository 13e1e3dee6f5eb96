import type { SimulatedCaller } from './policy.js';
import type { SeededRandom } from './seeded-random.js';

export interface SimulatedCountry {
  readonly name: string;
  readonly dialCode: string;
  /** The national digits before those of a block: numbers that begin so are mobile. */
  readonly mobile: string;
  /** Verifications a message of honest people, in percent: resends and those who give up count. */
  readonly conversion: number;
  /** The price of a message, in thousandths of a cent. */
  readonly price: number;
  /** Blocks of 10,000 numbers. */
  readonly blocks: number;
  /** Digits of a block. */
  readonly blockDigits: number;
  /** Addresses that carriers share among their customers: so few that 20 an hour an address refuses some on a launch day. */
  readonly sharedAddresses: number;
  /** The networks (/16, /32) of homes, and their parts (/24, /48). */
  readonly networks: number;
  readonly homeParts: number;
}

const typical = { blocks: 4_000, blockDigits: 4, sharedAddresses: 4, networks: 24, homeParts: 4_000 };

/** Countries in which the operator has honest people. The prices and rates are rough; the dial codes are real. */
export const home = {
  brazil: { ...typical, name: 'BR', dialCode: '55', mobile: '119', conversion: 50, price: 1_500 },
  india: { ...typical, name: 'IN', dialCode: '91', mobile: '98', conversion: 65, price: 2_500 },
  britain: { ...typical, name: 'GB', dialCode: '44', mobile: '74', conversion: 80, price: 4_000 },
  germany: { ...typical, name: 'DE', dialCode: '49', mobile: '151', conversion: 90, price: 8_000 },
} as const satisfies Record<string, SimulatedCountry>;

export const homeCountries: readonly SimulatedCountry[] = Object.values(home);

function distant(
  name: string,
  dialCode: string,
  mobile: string,
  price: number,
  conversion = 70,
): SimulatedCountry {
  return { ...typical, blocks: 600, blockDigits: 3, name, dialCode, mobile, price, conversion };
}

/** Countries in which the operator has nobody, and whose messages are expensive: where pumping pays. */
export const distantCountries: readonly SimulatedCountry[] = [
  distant('TJ', '992', '93', 25_000),
  distant('AZ', '994', '50', 30_000),
  distant('LK', '94', '71', 20_000),
  distant('BY', '375', '44', 18_000),
  distant('UZ', '998', '90', 24_000),
  distant('DZ', '213', '55', 22_000),
  distant('SN', '221', '77', 16_000),
];

/** A country that the operator opens. Its numbers are Jordan's. */
export const newCountry = (conversion: number): SimulatedCountry =>
  distant(`N${conversion}`, '962', '79', 5_000, conversion);

/** An operator's own country. What isn't known of it is rough. */
export function countryOf(name: string, conversion: number): SimulatedCountry {
  const known = [...homeCountries, ...distantCountries].find((country) => country.name === name);
  const { blocks, blockDigits, dialCode, mobile, price } = known ?? newCountry(conversion);
  return {
    ...typical,
    name,
    dialCode: known === undefined ? `${dialCode} ${name}` : dialCode,
    mobile,
    blocks,
    blockDigits,
    price,
    conversion,
  };
}

export function numberIn(country: SimulatedCountry, block: number, last: number): string {
  const { dialCode, mobile, blockDigits } = country;
  return dialCode + mobile + String(block).padStart(blockDigits, '0') + String(last).padStart(4, '0');
}

export function anyNumberIn(country: SimulatedCountry, random: SeededRandom): string {
  return numberIn(country, random.below(country.blocks), random.below(10_000));
}

/** One of the addresses that a carrier of the country shares among its customers. */
export function sharedAddress(country: SimulatedCountry, random: SeededRandom): SimulatedCaller {
  const network = `${country.name}-carriers`;
  return ipv4(`${network}.${random.below(country.sharedAddresses)}`, network);
}

/** An address in a home of the country. Some parts of a network have many more of the honest people than others. */
export function homeAddress(country: SimulatedCountry, random: SeededRandom): SimulatedCaller {
  const part = Math.floor(country.homeParts * random.next() ** 2);
  const network = `${country.name}-${part % country.networks}`;
  const address = `${network}.${part}.${random.below(250)}`;
  return part % 2 === 0
    ? ipv4(address, network)
    : { address, site: address, premises: `${network}.${part}`, network };
}

/** Address `index` of many that lie all over the Internet. */
export function rentedAddress(index: number): SimulatedCaller {
  return ipv4(`rented.${index}`, `rented-${index % 400}`);
}

/** The /64 number `index` of one IPv6 /48. */
export function rotatedAddress(index: number): SimulatedCaller {
  const premises = 'rotated/48';
  return {
    address: `${premises}.${index}`,
    site: `${premises}.${index >> 8}`,
    premises,
    network: 'rotated/32',
  };
}

function ipv4(address: string, network: string): SimulatedCaller {
  return { address, site: undefined, premises: undefined, network };
}
