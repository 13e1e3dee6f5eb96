import { identityV1 } from './identity-v1-routes.js';

/**
 * The URL at which a code is submitted, below the URL under which clients reach us.
 *
 * @throws TypeError for a URL that is not http or https.
 */
export function submitUrlOf(publicUrl: string): string {
  if (!URL.canParse(publicUrl) || !/^https?:/.test(publicUrl)) {
    throw new TypeError(`threepid: publicUrl '${publicUrl}' is no http(s) URL; write https://example.org`);
  }
  return `${publicUrl.replace(/\/+$/, '')}${identityV1}/validate/msisdn/submitToken`;
}
