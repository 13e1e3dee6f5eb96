// Hooks of Node's loader: a module of a workbench that is imported with `?mutant=…` imports others of it in the same way, so
// that they are loaded once more.

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const query = /\?mutant=.*$/.exec(context.parentURL ?? '')?.[0];
  const isOurs = found.url.includes('/.cache/threepid-mutation/') && !found.url.includes('?');
  return query !== undefined && isOurs ? { ...found, url: found.url + query } : found;
}
