import type { MessageContext } from '../ports/message-templates.js';

/**
 * The outcome of a verification link that a person opened.
 *
 * - `validated`: the code was correct, now or earlier.
 * - `incorrect`: the code was wrong; another attempt is allowed.
 * - `expired`: the code or its session is too old, or too many wrong codes were tried.
 * - `unknown`: the session does not exist, or no longer exists.
 * - `invalid`: the link is incomplete or garbled.
 * - `limited`: too many requests; try again later.
 * - `unavailable`: the server could not check the code; try again later.
 */
export type VerificationOutcome =
  'validated' | 'incorrect' | 'expired' | 'unknown' | 'invalid' | 'limited' | 'unavailable';

/** Texts of a page: plain text without `<`, `>`, `&` or double quotes, so that it needs no escaping in HTML. */
export interface PageText {
  /** The document's title: the heading in a few words. */
  readonly title: string;
  /** The outcome. */
  readonly heading: string;
  /** The next step for the person, in one or two sentences. */
  readonly advice: string;
}

/**
 * The texts of messages without an origin line. `brand` is the sender's name, or undefined if it has none. It may be
 * any name, so a text must not inflect it or join it to a word.
 *
 * Each fits in one segment, 160 septets of GSM 03.38 or 70 UTF-16 units, even with the longest brand, if the brand
 * itself uses the language's alphabet.
 */
export interface MessageTexts extends Record<
  Exclude<MessageContext['purpose'], 'verify'>,
  (brand?: string) => string
> {
  verify(code: string, brand?: string): string;
  /** Warning not to share the code: a line after `verify`, if it fits. */
  readonly caution: string;
}

/** All texts for people, in one language. */
export interface Language {
  /** BCP 47 tag, as short as possible. */
  readonly tag: string;
  /** The direction of the script. */
  readonly dir: 'ltr' | 'rtl';
  readonly pages: Readonly<Record<VerificationOutcome, PageText>>;
  readonly messages: Readonly<MessageTexts>;
}
