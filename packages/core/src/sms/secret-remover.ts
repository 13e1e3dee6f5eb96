/** Removes secrets from a text. */
export type SecretRemover = (text: string) => string;

/** Shorter parts of a base64 text could be anything. */
const shortestPart = 8;

/**
 * Makes a function that removes secrets from what others say: a provider's error may quote the request. It finds a secret as it
 * is, and as requests spell it: in a URL, a form, JSON, hexadecimal digits and base64, also in the base64 of something longer,
 * such as `Authorization: Basic`.
 */
export function createSecretRemover(secrets: readonly string[]): SecretRemover {
  const given = secrets.filter((secret) => secret !== '');
  // Long ones first, because one may contain another.
  const spellings = [...new Set(given.flatMap(spellingsOf))].sort((one, other) => other.length - one.length);
  return (text) => spellings.reduce((rest, spelling) => rest.replaceAll(spelling, '[secret]'), text);
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = encodeURIComponent(bytes.toString());
  return [
    secret,
    encoded,
    encoded.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64'),
    ...[0, 1, 2].map((offset) => partOfBase64(bytes, offset)).filter((part) => part.length >= shortestPart),
  ];
}

/** The characters that stand for these bytes in any base64 text in which `offset` bytes and some triples are before them. */
function partOfBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const before = Math.ceil((offset * 8) / 6);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(before, whole);
}
