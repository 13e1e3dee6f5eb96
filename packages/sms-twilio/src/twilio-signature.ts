import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CallbackRequest } from '@threepid/core';

/** What Twilio signs its calls with. */
export interface TwilioSigning {
  /** The URL that Twilio was told to call, as it was told: another spelling has another signature. */
  readonly url: string;
  /** The account's auth tokens; several while they are rotated. */
  readonly authTokens: readonly string[];
}

/**
 * True if Twilio signed the call of a form: HMAC-SHA1 over the URL that it was told to call and the form's names and values,
 * sorted by name. The URL is the one from the options, since proxies change what a request says of its own.
 *
 * Source: Twilio documentation, "Security", "Validating signatures from Twilio"; the order of repeated names and the ports as in
 * Twilio's own libraries.
 */
export function isSignedByTwilio(request: CallbackRequest, { url, authTokens }: TwilioSigning): boolean {
  const given = signatureIn(request);
  if (given === undefined) return false;
  const fields = signedFields(new URLSearchParams(request.body));
  const signatures = authTokens.flatMap((token) =>
    spellingsOf(url).map((spelling) =>
      createHmac('sha1', token)
        .update(spelling + fields)
        .digest(),
    ),
  );
  return signatures.map((signature) => timingSafeEqual(signature, given)).includes(true);
}

/** 20 bytes; undefined if there is none. */
function signatureIn({ headers }: CallbackRequest): Buffer | undefined {
  const header = headers['x-twilio-signature'];
  if (typeof header !== 'string' || !/^[A-Za-z0-9+/]{27}=$/.test(header)) return undefined;
  return Buffer.from(header, 'base64');
}

/** Each name with each of its values, which are sorted too and count once. */
function signedFields(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  return names
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** The URL without and with a port: which of both Twilio signs depends on the protocol and on the product. */
function spellingsOf(url: string): readonly string[] {
  const [, protocol, host, port, rest] =
    /^(https?):\/\/([^/?#]*?)(?::(\d+))?(?=[/?#]|$)(.*)$/i.exec(url) ?? [];
  if (protocol === undefined || host === undefined || rest === undefined) return [url];
  const standard = protocol === 'https' ? '443' : '80';
  return [`${protocol}://${host}${rest}`, `${protocol}://${host}:${port ?? standard}${rest}`];
}
