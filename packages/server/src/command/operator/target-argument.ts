import type { BlockTarget } from '@threepid/core';

/** Numbers of no country. */
const noCountry = '001';

/** A country such as `tj`, or a prefix such as `+99890`. The core checks it. */
export function targetOf(argument: string): BlockTarget {
  return argument === noCountry || /^[a-z]{2}$/i.test(argument)
    ? { country: argument.toUpperCase() }
    : { prefix: argument };
}

/** A target for a person. */
export function shownTarget({ country, prefix }: BlockTarget): string {
  return prefix === undefined ? country : `+${prefix.replace(/^\+/, '')}`;
}
