/**
 * The secrets of an option that is one or several.
 *
 * @throws TypeError for a secret that is too short to be one, or if there is none. It doesn't contain a secret.
 */
export function secretList(given: string | readonly string[], option: string): readonly string[] {
  const secrets = typeof given === 'string' ? [given] : given;
  if (secrets.length > 0 && secrets.every((secret) => secret.length >= shortest)) return secrets;
  throw new TypeError(
    `threepid: ${option} must be a secret of at least ${String(shortest)} characters, or a list of them`,
  );
}

/** As for delegates. */
const shortest = 16;
