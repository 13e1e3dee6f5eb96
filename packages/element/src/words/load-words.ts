import { en, lookUp, type Words } from '@threepid/react/form';

/** The languages beside English, each in a file of its own: a page loads the one that it needs. */
const loaders: Readonly<Record<string, () => Promise<{ readonly words: Words }>>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  ja: () => import('./ja.js'),
  pt: () => import('./pt.js'),
};

/**
 * The words of a language. English, which is there already, if there are no others, or they can't be loaded.
 *
 * @param lang BCP 47 tag. `pt-BR` finds `pt`.
 */
export async function loadWords(lang: string): Promise<Words> {
  const load = lookUp(lang, loaders);
  if (load === undefined) return en;
  try {
    return (await load()).words;
  } catch {
    return en;
  }
}
