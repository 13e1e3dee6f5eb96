/** Splits a comma-separated list; spaces and empty entries are dropped. */
export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
