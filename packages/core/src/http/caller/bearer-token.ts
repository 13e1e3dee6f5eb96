import type { HttpRequest } from '../request/http-request.js';

/**
 * The bearer token of a request. Only the header counts, because queries end up in logs.
 * Source: RFC 6750, section 2.1.
 */
export function bearerToken({ headers }: HttpRequest): string | undefined {
  const { authorization } = headers;
  if (typeof authorization !== 'string') return undefined;
  return /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(authorization)?.[1];
}
