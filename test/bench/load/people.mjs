// People who verify their numbers: the number and the address of the nth person. No two have either in common, and they
// are spread over countries, blocks of numbers and networks as an honest crowd is, so that the guard lets them through.

/** Ranges in which every number is a valid mobile number: country, dial code, the first digits, and how many follow. */
const ranges = [
  ['BR', '55', '119', 8],
  ['DE', '49', '151', 8],
  ['EG', '20', '10', 8],
  ['ES', '34', '6', 8],
  ['ID', '62', '812', 8],
  ['IN', '91', '9', 9],
  ['IT', '39', '33', 8],
  ['MX', '52', '55', 8],
  ['TR', '90', '53', 8],
];

/** The countries that people are in. */
export const countries = ranges.map(([country]) => country);

/** A prime, so that it steps through all blocks of a range. */
const blockStep = 7919;

/** @param index a whole number below 10,000,000. */
export function personOf(index) {
  const [country, dialCode, first, digits] = ranges[index % ranges.length];
  const place = Math.floor(index / ranges.length);
  const blocks = 10 ** (digits - 4);
  const block = String((place * blockStep) % blocks).padStart(digits - 4, '0');
  const last = String(Math.floor(place / blocks)).padStart(4, '0');
  const national = first + block + last;
  return { country, national, msisdn: dialCode + national, address: addressOf(index) };
}

/** Networks (/16) change from one person to the next. */
function addressOf(index) {
  const network = index % 20_000;
  const host = Math.floor(index / 20_000);
  return [11 + Math.floor(network / 256), network % 256, Math.floor(host / 250), 1 + (host % 250)].join('.');
}
