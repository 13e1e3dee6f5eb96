import { domainToASCII } from 'node:url';
import { chooseLanguage, lookUpLanguage } from '../languages/choose-language.js';
import type { MessageTexts } from '../languages/language.js';
import { languages } from '../languages/languages.js';
import type { MessageContext, MessageTemplates } from '../ports/message-templates.js';
import { fitsOneSegment } from '../domain/message-segment.js';

/** Options of the default message texts. */
export interface MessageTemplateOptions {
  /** The sender's name as people know it, such as `Example`: 1 to 30 UTF-16 units on one line. */
  readonly brand?: string;
  /** A BCP 47 tag for people whose languages aren't available. Default: `en`. */
  readonly locale?: string;
  /**
   * The domain of the web page that asks for the code, such as `example.org`: messages with a code then end in the
   * line `@example.org #123456`, by which browsers offer the code on that site alone.
   *
   * Source: WICG, Origin-bound one-time codes delivered via SMS, section 3.
   */
  readonly origin?: string;
  /**
   * The hash of your Android app, 11 characters: messages with a code then have it on a line of its own, and at most 140
   * bytes of UTF-8, so that the app gets them from Android without permission to read others. It is the last line, or the
   * one before the origin's: browsers read that as the last line only, while Google asks for the hash anywhere.
   *
   * Source: Google, Perform SMS Verification on a Server, section 1.
   */
  readonly retrieverHash?: string;
}

const longestBrand = 30;

/** Characters that would break the line or reverse the text's direction. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

const domain = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The default texts, in the person's language. Each fits one SMS segment, so it costs one message. If a text would be
 * longer, parts are left out in this order: the line that asks to keep the code secret, the brand, the origin's line. The
 * app's hash stays.
 *
 * Without an origin and a hash, a brand of 30 units always fits beside the code. With an origin, its line fits in every
 * language if the host has at most 38 characters, or 26 beside a hash; the brand is added if there is room.
 *
 * @throws TypeError for a brand that is empty, too long or has control characters, a locale without texts, an origin that
 * isn't a domain, or a hash of another form.
 */
export function createMessageTemplates(options: MessageTemplateOptions = {}): MessageTemplates {
  const brand = checkedBrand(options.brand);
  const fallback = checkedLocale(options.locale);
  const origin = checkedOrigin(options.origin);
  const retrieverHash = checkedHash(options.retrieverHash);
  const fits = retrieverHash === undefined ? fitsOneSegment : fitsRetriever;
  const languageOf = ({ locales }: MessageContext) => chooseLanguage([...locales, ...fallback]);
  return {
    text: (context) =>
      firstThatFits(wordings(languageOf(context).messages, context, { brand, origin, retrieverHash }), fits),
    wording: (context) => ({ locale: languageOf(context).tag, brand }),
  };
}

/** The parts of a message that the options add. */
interface AddedParts {
  readonly brand: string | undefined;
  readonly origin: string | undefined;
  readonly retrieverHash: string | undefined;
}

/** The wordings of a message, best first. */
function wordings(
  messages: MessageTexts,
  { purpose, code }: MessageContext,
  { brand, origin, retrieverHash }: AddedParts,
): readonly string[] {
  if (purpose !== 'verify') return [messages[purpose](brand), messages[purpose]()];
  if (code === undefined) throw new TypeError('threepid: a message to verify a number needs a code');
  const sentences = [
    `${messages.verify(code, brand)}\n${messages.caution}`,
    messages.verify(code, brand),
    messages.verify(code),
  ];
  const texts =
    retrieverHash === undefined ? sentences : sentences.map((text) => `${text}\n${retrieverHash}`);
  return origin === undefined ? texts : [...texts.map((text) => `${text}\n@${origin} #${code}`), ...texts];
}

/** The first wording that fits, or else the last, which is short enough in every language. */
function firstThatFits(texts: readonly string[], fits: (text: string) => boolean): string {
  return texts.reduce((kept, text) => (fits(kept) ? kept : text));
}

/** Whatever the alphabet on the way: Google doesn't say in which encoding it counts, and UTF-8 has the most bytes. */
function fitsRetriever(text: string): boolean {
  return fitsOneSegment(text) && Buffer.byteLength(text) <= 140;
}

function checkedBrand(brand: string | undefined): string | undefined {
  if (brand === undefined) return undefined;
  if (brand.trim() === '' || brand.length > longestBrand || unprintable.test(brand)) {
    throw new TypeError(
      `threepid: brand must be 1 to ${longestBrand} characters long, without control characters`,
    );
  }
  return brand.trim();
}

function checkedLocale(locale: string | undefined): readonly string[] {
  if (locale === undefined) return [];
  if (lookUpLanguage(locale) === undefined) {
    const tags = languages.map(({ tag }) => tag).join(', ');
    throw new TypeError(`threepid: there are no message texts for locale '${locale}'; there are ${tags}`);
  }
  return [locale];
}

function checkedOrigin(origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  // The conversion drops everything after the host of a URL, and such a text isn't a domain.
  const host = /[\s/\\?#@:%]/.test(origin) ? '' : domainToASCII(origin);
  if (!domain.test(host)) {
    throw new TypeError(`threepid: origin '${origin}' is not a domain; write 'example.org'`);
  }
  return host;
}

function checkedHash(hash: string | undefined): string | undefined {
  if (hash !== undefined && !/^[A-Za-z0-9+/]{11}$/.test(hash)) {
    throw new TypeError(
      `threepid: retrieverHash '${hash}' is not the hash of an Android app; write its 11 characters, such as 'FA+9qCX9VSu'`,
    );
  }
  return hash;
}
