/** RFC 5646, section 4.4.1: 35 characters are enough for a tag. Longer ones are cut, as the RFC allows. */
const longestTag = 35;

/**
 * The entry for a language tag. Subtags are removed from the end until one matches: `pt` for `pt-BR`.
 *
 * Source: RFC 4647, section 3.4 (lookup).
 */
export function lookUp<T>(lang: string, byTag: Readonly<Record<string, T>>): T | undefined {
  const entries = new Map(Object.entries(byTag).map(([tag, entry]) => [tag.toLowerCase(), entry]));
  let tag = lang.slice(0, longestTag).toLowerCase().replaceAll('_', '-');
  while (tag !== '') {
    const entry = entries.get(tag);
    if (entry !== undefined) return entry;
    tag = shortened(tag);
  }
  return undefined;
}

/** The tag without its last subtag, and without a singleton that would then be last. */
function shortened(tag: string): string {
  return tag.slice(0, Math.max(0, tag.lastIndexOf('-'))).replace(/-[a-z0-9]$/, '');
}
