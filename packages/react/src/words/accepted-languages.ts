/** Longest header that is read: nobody understands more languages. */
const longestHeader = 1_000;

/** The language tags of an `Accept-Language` header, the preferred one first, without those that are refused. */
export function acceptedLanguages(header: string | null): readonly string[] {
  return (header ?? '')
    .slice(0, longestHeader)
    .split(',')
    .map(acceptedLanguage)
    .filter(({ tag, quality }) => /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

interface AcceptedLanguage {
  readonly tag: string;
  readonly quality: number;
}

function acceptedLanguage(text: string): AcceptedLanguage {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return { tag, quality: Number(quality) || 0 };
}
