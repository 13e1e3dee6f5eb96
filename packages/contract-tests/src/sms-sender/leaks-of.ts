import { inspect } from 'node:util';

/** Everything that a log line could show of a value, including hidden properties, causes and stacks. */
function everythingIn(value: unknown): string {
  const shown = inspect(value, {
    depth: null,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
  return `${shown}\n${String(value)}\n${asJson(value)}`;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

/** The ways in which requests spell a string. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('hex'),
  ];
}

/** What is within base64, such as the password of a basic authentication. */
function decodedIn(shown: string): string {
  const encoded = shown.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? [];
  return encoded.map((text) => Buffer.from(text, 'base64').toString()).join('\n');
}

/**
 * The strings of `secrets` that `value` contains anywhere, plain or encoded as in requests. For tests of error causes,
 * which go to an operator's log.
 */
export function leaksOf(value: unknown, secrets: readonly string[]): string[] {
  const shown = everythingIn(value);
  // Buffers are inspected as pairs of hexadecimal digits with spaces between.
  const haystack = `${shown}\n${shown.replaceAll(' ', '')}\n${decodedIn(shown)}`;
  return secrets.filter((secret) => spellings(secret).some((spelling) => haystack.includes(spelling)));
}
