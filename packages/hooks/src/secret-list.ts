/**
 * The secrets of an option that is one or several.
 *
 * @throws TypeError for a secret that is too short to be one, or has white space around it, as a file's last line has; or if
 *   there is none. It doesn't contain a secret.
 */
export function secretList(given: string | readonly string[], option: string): readonly string[] {
  return checkedSecrets(
    given,
    isSecret,
    `${option} must be a secret of at least ${String(shortest)} characters`,
  );
}

/**
 * The header values of an option that is one or several, each with a secret after its scheme, such as `Bearer`.
 *
 * @throws TypeError as `secretList`; and for a value that no header can carry.
 */
export function headerList(given: string | readonly string[], option: string): readonly string[] {
  const hint = `${option} must be a header with a secret of at least ${String(shortest)} characters of ASCII, such as 'Bearer ...'`;
  return checkedSecrets(given, isSecretHeader, hint);
}

function checkedSecrets(
  given: string | readonly string[],
  isGood: (secret: string) => boolean,
  hint: string,
): readonly string[] {
  const secrets = typeof given === 'string' ? [given] : given;
  if (secrets.length > 0 && secrets.every(isGood)) return secrets;
  throw new TypeError(`threepid: ${hint}, without white space around it; or a list of them`);
}

/** As for delegates. */
const shortest = 16;

function isSecret(secret: string): boolean {
  return secret.length >= shortest && secret.trim() === secret;
}

/** The scheme is no part of the secret: `Bearer undefined` has 16 characters, and everybody knows them. */
function isSecretHeader(header: string): boolean {
  return (
    /^[\x20-\x7e]+$/.test(header) && header.trim() === header && isSecret(header.replace(/^[\w-]+ +/, ''))
  );
}
