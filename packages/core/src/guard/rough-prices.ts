/** Countries by the guessed price of a message, in millionths of a US dollar. */
const tiers: readonly (readonly [price: number, countries: string])[] = [
  [20_000, 'US CA PR VI GU AS MP'],
  [
    60_000,
    'AU BR CO CL CR CY DK EE ES GB GI HK IE IS KR LT LV MX MT NO PL PT RO SE SG SI TH TR TW UY ZA LU FO CZ AD',
  ],
  [
    120_000,
    'AE AR AT BE BG CH CN DE DO EC FI FR GF GP GR HR HU IL IN IT JP KE LI MA MC MQ MY NL NZ PA PE PH PY RE RS SA SK SM SV UA VN YT GT HN GH BH',
  ],
];

/** Of all others: among them are the most expensive ones, which attackers choose. */
const ofOthers = 500_000;

const prices: ReadonlyMap<string, number> = new Map(
  tiers.flatMap(([price, countries]) => countries.split(' ').map((country) => [country, price] as const)),
);

/**
 * A rough price of a message to a country, in millionths of a US dollar. It is a guess, from no provider's list, and on the high
 * side, so that budgets end early rather than late. Operators give their own provider's prices.
 */
export function roughPriceOf(country: string): number {
  return prices.get(country) ?? ofOthers;
}
