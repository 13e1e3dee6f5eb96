import { parseBaseUrl } from '../../domain/http-url.js';
import { identityV1 } from './identity-v1-routes.js';

/**
 * The URL for submitting a code, below the URL at which clients reach us.
 *
 * @throws TypeError for a URL that isn't http(s), or has credentials, a query or a fragment.
 */
export function submitUrlOf(publicUrl: string): string {
  const baseUrl = parseBaseUrl(publicUrl);
  if (baseUrl === undefined)
    throw new TypeError(
      `threepid: publicUrl '${publicUrl}' is no http(s) URL without credentials, query and fragment; write https://example.org`,
    );
  return `${baseUrl}${identityV1}/validate/msisdn/submitToken`;
}
