/**
 * Checks options that differ by country, so that errors are reported at start-up rather than at the first message.
 *
 * @param check gets the options of each country, and their path, such as `byCountry.US`.
 * @throws TypeError if a key isn't an ISO 3166-1 alpha-2 code in upper case; the message names it.
 */
export function checkByCountry<Options>(
  byCountry: Readonly<Record<string, Options>> | undefined,
  check: (options: Options, path: string) => void,
): void {
  for (const [country, options] of Object.entries(byCountry ?? {})) {
    if (!/^[A-Z]{2}$/.test(country))
      throw new TypeError(
        `byCountry: ${country} is not an ISO 3166-1 alpha-2 code in upper case, such as US`,
      );
    check(options, `byCountry.${country}`);
  }
}
