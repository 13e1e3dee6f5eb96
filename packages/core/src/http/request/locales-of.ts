import { parseAcceptLanguage } from './accept-language.js';
import type { HttpRequest } from './http-request.js';

/** The languages of a request in order of preference. */
export function localesOf({ headers }: HttpRequest): readonly string[] {
  const header = headers['accept-language'];
  return parseAcceptLanguage(typeof header === 'string' ? header : header?.join(','));
}
