/** The text in one line, whatever somebody has written in it: a value of a setting, a file or a provider's answer. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
