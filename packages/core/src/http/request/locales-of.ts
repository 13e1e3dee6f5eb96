import { parseAcceptLanguage } from './accept-language.js';
import type { HttpRequest } from './http-request.js';

/** The languages that a request wants, most wanted first. */
export function localesOf({ headers }: HttpRequest): readonly string[] {
  const header = headers['accept-language'];
  return parseAcceptLanguage(typeof header === 'string' ? header : header?.join(','));
}
