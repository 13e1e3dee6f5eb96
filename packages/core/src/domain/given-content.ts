import { MatrixError } from '../errors/matrix-error.js';

/** What another product has made of a message. At least one of both is there. */
export interface GivenContent {
  /** Its code; undefined for a notice. */
  readonly code: string | undefined;
  /** Its whole text; undefined: a text of ours with the code. */
  readonly text: string | undefined;
}

/** Supabase makes 6 to 10 digits, Zitadel letters too. */
const codeForm = /^[0-9A-Za-z-]{4,16}$/;

/** 7 segments, or 15 with letters outside GSM 03.38: each costs as much as a message. */
const longestText = 1_000;

/** Control characters other than the end of a line, and half characters. */
const unprintable = /[^\P{Cc}\n]|\p{Cs}/u;

/**
 * Checks the content of a message, and trims its text.
 *
 * @throws MatrixError `M_INVALID_PARAM`.
 */
export function checkedContent({ code, text }: Partial<GivenContent>): GivenContent {
  if (code === undefined && text === undefined)
    throw new MatrixError('M_INVALID_PARAM', 'A message needs a code or a text');
  if (code !== undefined && !codeForm.test(code))
    throw new MatrixError('M_INVALID_PARAM', 'The code must be 4 to 16 letters, digits or hyphens');
  return { code, text: text === undefined ? undefined : checkedText(text) };
}

function checkedText(given: string): string {
  const text = given.replaceAll('\r\n', '\n').trim();
  if (text !== '' && text.length <= longestText && !unprintable.test(text)) return text;
  throw new MatrixError(
    'M_INVALID_PARAM',
    `The text must have 1 to ${String(longestText)} characters, without control characters`,
  );
}
