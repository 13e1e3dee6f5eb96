/** @throws TypeError if the prefix holds a brace: a Cluster would take what is inside it for the part that counts. */
export function keyPrefix(prefix: string): string {
  if (/[{}]/.test(prefix))
    throw new TypeError(`threepid: the Redis key prefix '${prefix}' must hold no brace`);
  return prefix;
}
