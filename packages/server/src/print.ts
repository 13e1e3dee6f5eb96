/** Prints what somebody has asked for, such as a help text, on standard output. */
export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/**
 * Tells a person something on standard error: a server's standard output is its log, and holds JSON lines only.
 *
 * @param told called once it is written.
 */
export function tell(text: string, told?: () => void): void {
  process.stderr.write(`${printable(text)}\n`, told);
}

/**
 * Control characters, and those that turn the direction of a text, written as in JSON, where they mean the same: a stored
 * reason or the words of a provider must not steer the terminal of whoever reads them.
 */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- They are what this is about.
    /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
