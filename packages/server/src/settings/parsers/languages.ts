import { list } from './list.js';

/** Accepts pairs of a BCP 47 tag and a provider's own name for the language, such as `de=de,pt-BR=pt_BR`. */
export function languages(text: string): Readonly<Record<string, string>> {
  const pairs = list(text).map((pair) => {
    const [, tag, name] = /^([A-Za-z0-9-]{2,35})\s*=\s*(\S+)$/.exec(pair) ?? [];
    if (tag === undefined || name === undefined)
      throw new TypeError('must be pairs of two spellings, such as de=de,pt-BR=pt_BR');
    return [tag, name] as const;
  });
  return Object.fromEntries(pairs);
}
