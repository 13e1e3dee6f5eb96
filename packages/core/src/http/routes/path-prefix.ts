/**
 * A path before `/_matrix`, or none.
 *
 * @throws TypeError for a path that no request could have.
 */
export function checkedPathPrefix(prefix = ''): string {
  if (/^(?:\/[A-Za-z0-9._~-]+)*$/.test(prefix)) return prefix;
  throw new TypeError(`threepid: the path prefix '${prefix}' must look like /hard-to-guess`);
}
