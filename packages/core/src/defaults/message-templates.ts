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
}

const longestBrand = 30;

/** Characters that would break the line or reverse the text's direction. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

const domain = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The default texts, in the person's language. Each fits one SMS segment, so it costs one message. If a text would be
 * longer, parts are left out in this order: the line that asks to keep the code secret, the brand, the origin's line.
 *
 * Without an origin, a brand of 30 units always fits beside the code. With an origin, its line fits in every language
 * if the host has at most 38 characters; the brand is added if there is room.
 *
 * @throws TypeError for a brand that is empty, too long or has control characters, a locale without texts, or an origin
 * that isn't a domain.
 */
export function createMessageTemplates(options: MessageTemplateOptions = {}): MessageTemplates {
  const brand = checkedBrand(options.brand);
  const fallback = checkedLocale(options.locale);
  const origin = checkedOrigin(options.origin);
  const languageOf = ({ locales }: MessageContext) => chooseLanguage([...locales, ...fallback]);
  return {
    text: (context) => firstThatFits(wordings(languageOf(context).messages, context, brand, origin)),
    wording: (context) => ({ locale: languageOf(context).tag, brand }),
  };
}

/** The wordings of a message, best first. */
function wordings(
  messages: MessageTexts,
  { purpose, code }: MessageContext,
  brand: string | undefined,
  origin: string | undefined,
): readonly string[] {
  if (purpose !== 'verify') return [messages[purpose](brand), messages[purpose]()];
  if (code === undefined) throw new TypeError('threepid: a message to verify a number needs a code');
  const texts = [
    `${messages.verify(code, brand)}\n${messages.caution}`,
    messages.verify(code, brand),
    messages.verify(code),
  ];
  return origin === undefined ? texts : [...texts.map((text) => `${text}\n@${origin} #${code}`), ...texts];
}

/** The first wording that fits, or else the last, which is short enough in every language. */
function firstThatFits(texts: readonly string[]): string {
  return texts.reduce((kept, text) => (fitsOneSegment(kept) ? kept : text));
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
