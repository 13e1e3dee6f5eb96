/**
 * Removes everything from a text that could be a number or a code: every run of six or more digits of any script, also
 * with spaces, dashes or brackets between them. A status of eight hexadecimal digits, such as `0x00000045`, stays.
 */
export function maskDigits(text: string): string {
  return text.replace(/\b0x\d{8}\b|\p{Nd}(?:[ ()-]{0,2}\p{Nd}){5,}/gu, (found) =>
    found.startsWith('0x') ? found : '[digits]',
  );
}
