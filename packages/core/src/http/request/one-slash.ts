const root = '/_matrix/';

/**
 * The path with one slash before `_matrix`, however many came: a base URL that ends in a slash, joined to a path of the
 * protocol, makes two.
 */
export function oneSlash(path: string): string {
  const at = path.indexOf(root);
  let end = at;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return end === at ? path : path.slice(0, end) + path.slice(at);
}
