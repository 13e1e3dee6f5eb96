/**
 * A path as it may be logged: what is below `/_matrix` and the server's own paths, without its query, and without long
 * numbers. What stands before it may be a fence (`THREEPID_V1_PREFIX`), and other paths may be anything.
 */
export function loggablePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  const known = /^.*(\/(?:_matrix|_threepid|health)\/[A-Za-z0-9/_.-]{1,80})$/.exec(path)?.[1];
  return known?.replace(/[0-9]{4,}/g, '*') ?? '(unrecognized)';
}
