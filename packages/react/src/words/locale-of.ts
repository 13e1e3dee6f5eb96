import type { Words } from './words.js';

/** The locale for names and times: the page's own, such as `pt-PT`, if the words are in its language. */
export function localeOf(lang: string, { tag }: Words): string {
  const own = lang.replaceAll('_', '-');
  return own.toLowerCase().startsWith(`${tag.toLowerCase()}-`) && isTag(own) ? own : tag;
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
}
