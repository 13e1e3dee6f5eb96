import { createHash } from 'node:crypto';
import { chooseLanguage } from '../../languages/choose-language.js';
import type { Language, VerificationOutcome } from '../../languages/language.js';
import { verificationIcon } from './verification-page-icon.js';
import { verificationStyle } from './verification-page-style.js';

export type { VerificationOutcome } from '../../languages/language.js';

/** A page for a person: its HTML, and the headers that must be sent with it (names in lower case). */
export interface VerificationPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const styleHash = createHash('sha256').update(verificationStyle).digest('base64');

const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page that shows a person the result of the link they opened, in the first available of their languages.
 *
 * It has no script and loads nothing. It consists only of our own texts: nothing from a request is in it.
 *
 * @param locales BCP 47 language tags in order of preference.
 */
export function verificationPage(outcome: VerificationOutcome, locales: readonly string[]): VerificationPage {
  const language = chooseLanguage(locales);
  return { html: htmlOf(outcome, language), headers: headersOf(language) };
}

function headersOf({ tag }: Language): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-language': tag,
    'content-security-policy': contentSecurityPolicy,
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    vary: 'Accept-Language',
    'x-content-type-options': 'nosniff',
  };
}

function htmlOf(outcome: VerificationOutcome, { tag, dir, pages }: Language): string {
  const { title, heading, advice } = pages[outcome];
  return `<!doctype html>
<html lang="${tag}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${verificationStyle}</style>
</head>
<body>
<main>
${verificationIcon(outcome)}
<h1>${heading}</h1>
<p>${advice}</p>
</main>
</body>
</html>
`;
}
