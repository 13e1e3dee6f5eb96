import { createAddressRanges } from '../../domain/address-ranges.js';
import { createSecretCheck } from '../../domain/secret-check.js';
import { unknownAddress } from '../../domain/client-address.js';
import { bearerToken } from './bearer-token.js';
import type { HttpRequest } from '../request/http-request.js';

/** Callers that act for many people, such as a homeserver: known by their address or by a secret. */
export interface DelegateOptions {
  /** Addresses and ranges: `10.1.2.3`, `10.0.0.0/8`, `2001:db8::/32`. */
  readonly addresses?: readonly string[];
  /** Shared secrets, sent as `Authorization: Bearer`. At least 16 characters each. */
  readonly secrets?: readonly string[];
  /**
   * The header in which a delegate sends the address of the person it acts for. From anybody else it is ignored.
   * Default: `x-threepid-client-address`.
   */
  readonly clientAddressHeader?: string;
}

/** True if a request comes from a delegate. */
export type Delegates = (request: HttpRequest) => boolean;

const defaultHeader = 'x-threepid-client-address';

/** @throws TypeError for an invalid address or secret. */
export function createDelegates({ addresses = [], secrets = [] }: DelegateOptions = {}): Delegates {
  const isListed = createAddressRanges(addresses, 'delegate');
  // An Authorization header can't carry anything else.
  if (!secrets.every((secret) => /^[\x21-\x7e]{16,1024}$/.test(secret)))
    throw new TypeError(
      'threepid: the secret of a delegate needs 16 to 1,024 characters of ASCII, without spaces',
    );
  const isSecret = createSecretCheck(secrets);
  return (request) => {
    const { remoteAddress } = request;
    const listed = typeof remoteAddress === 'string' && isListed(remoteAddress);
    return listed || isSecret(bearerToken(request));
  };
}

/**
 * The address that a message counts against: the one that a delegate sent, or the caller's own. Callers without an
 * address share one name. Only a delegate that sends no address isn't counted.
 */
export function createClientAddressOf(
  delegates: Delegates,
  { clientAddressHeader = defaultHeader }: DelegateOptions = {},
): (request: HttpRequest) => string | undefined {
  const header = clientAddressHeader.toLowerCase();
  return (request) => {
    const { remoteAddress } = request;
    if (!delegates(request)) {
      return typeof remoteAddress === 'string' && remoteAddress !== '' ? remoteAddress : unknownAddress;
    }
    const named = request.headers[header];
    return typeof named === 'string' ? lastOf(named) : lastOf(named?.at(-1));
  };
}

/** The last entry of a list, as in `X-Forwarded-For`: those before it may come from anybody. */
function lastOf(named: string | undefined): string | undefined {
  return named?.split(',').at(-1)?.trim();
}
