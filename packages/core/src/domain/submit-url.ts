import { parseBaseUrl } from './http-url.js';

/** The path below which the identity API v1 lies, behind its prefix. */
export const identityV1 = '/_matrix/identity/api/v1';

/** The path at which a code is submitted, below that of a version of the identity API. */
export const submitTokenPath = '/validate/msisdn/submitToken';

/** The URL at which a code is submitted to the identity server of a base URL: on v1, which takes no access token. */
export function submitUrlBelow(baseUrl: string): string {
  return `${baseUrl}${identityV1}${submitTokenPath}`;
}

/**
 * The URL at which a code is submitted to us, below the URL under which clients reach us.
 *
 * @throws TypeError for a URL that isn't http(s), or has credentials, a query or a fragment.
 */
export function submitUrlOf(publicUrl: string): string {
  const baseUrl = parseBaseUrl(publicUrl);
  if (baseUrl !== undefined) return submitUrlBelow(baseUrl);
  throw new TypeError(
    `threepid: publicUrl '${publicUrl}' is not an http(s) URL without credentials, query and fragment; write https://example.org`,
  );
}
