/** Prints what somebody has asked for, such as a help text, on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Tells a person something on standard error: a server's standard output is its log, and holds JSON lines only.
 *
 * @param told called once it is written.
 */
export function tell(text: string, told?: () => void): void {
  process.stderr.write(`${text}\n`, told);
}
