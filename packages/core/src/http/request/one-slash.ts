const root = '/_matrix/';

/**
 * The path with a single slash before `_matrix`. Joining a path to a base URL that ends in a slash makes two.
 */
export function oneSlash(path: string): string {
  const at = path.indexOf(root);
  let end = at;
  while (path[end - 1] === '/') end -= 1;
  return end === at ? path : path.slice(0, end) + path.slice(at);
}
