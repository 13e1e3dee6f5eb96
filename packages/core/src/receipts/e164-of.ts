/**
 * The number of a delivery receipt as a provider writes it, with or without the `+`.
 *
 * @returns E.164 with the `+`, such as `+447400123456`; undefined for anything else.
 */
export function e164Of(text: string): string | undefined {
  const digits = /^\+?([1-9]\d{6,14})$/.exec(text)?.[1];
  return digits === undefined ? undefined : `+${digits}`;
}
