/**
 * A path that is safe to log: the part from `/_matrix` or one of the server's own paths on, without query and long
 * numbers, written in groups too. A prefix may be secret (`THREEPID_V1_PREFIX`), and other paths may hold anything.
 */
export function loggablePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  const known = /^.*(\/(?:_matrix|_threepid|health)\/[A-Za-z0-9/_.-]{1,80})$/.exec(path)?.[1];
  return known?.replace(/[0-9]{4,}|[0-9](?:[/_.-]*[0-9]){4,}/g, '*') ?? '(unrecognized)';
}
