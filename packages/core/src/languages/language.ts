import type { MessagePurpose } from '../ports/sms-sender.js';

/**
 * What came of a link that a person opened.
 *
 * - `validated`: the code was right, now or earlier.
 * - `incorrect`: the code was wrong; another try is judged.
 * - `expired`: the code or its session is too old, or too many wrong codes were tried.
 * - `unknown`: there is no such session (any more).
 * - `invalid`: the link is incomplete or garbled.
 * - `limited`: too many requests; waiting helps.
 * - `unavailable`: the server could not judge the code; trying again later helps.
 */
export type VerificationOutcome =
  'validated' | 'incorrect' | 'expired' | 'unknown' | 'invalid' | 'limited' | 'unavailable';

/** What a page says: plain text without `<`, `>`, `&` or double quotes, so that it stands in HTML as it is. */
export interface PageText {
  /** The document's title, the same in a few words. */
  readonly title: string;
  /** What happened. */
  readonly heading: string;
  /** What the person can do now: a sentence or two. */
  readonly advice: string;
}

/**
 * The texts of messages without an origin line. `brand` is the sender's name, or undefined if it has none; a text
 * must not bend it or join it to a word, since it may be any name.
 *
 * Each fits one segment: 160 septets of GSM 03.38 or 70 UTF-16 units, with a brand of the greatest length that is
 * itself within the language's alphabet.
 */
export interface MessageTexts extends Record<Exclude<MessagePurpose, 'verify'>, (brand?: string) => string> {
  verify(code: string, brand?: string): string;
  /** Asks to keep the code to oneself: a line of its own after `verify`, where it fits. */
  readonly caution: string;
}

/** All that is said to a person, in one language. */
export interface Language {
  /** BCP 47, as short as it can be. */
  readonly tag: string;
  /** The direction of the script. */
  readonly dir: 'ltr' | 'rtl';
  readonly pages: Readonly<Record<VerificationOutcome, PageText>>;
  readonly messages: Readonly<MessageTexts>;
}
