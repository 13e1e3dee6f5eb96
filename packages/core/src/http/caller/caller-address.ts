import { createAddressRanges, type AddressRanges } from '../../domain/address-ranges.js';
import type { HttpRequest } from '../request/http-request.js';

/**
 * Proxies that add their caller's address to `X-Forwarded-For`: their addresses and ranges, or the number of proxies in
 * a row.
 */
export type TrustedProxies = number | readonly string[];

type RemoteAddress = HttpRequest['remoteAddress'];

/**
 * The address for an `HttpRequest`; undefined if no trusted source knows it.
 *
 * @param peer the address of the connection's peer; undefined if the host doesn't know it.
 * @param forwardedFor the header as it came in, or the empty string.
 */
export type CallerAddressOf = (
  peer: HttpRequest['remoteAddress'],
  forwardedFor: string,
) => HttpRequest['remoteAddress'];

/** The address, and a warning if it doesn't distinguish callers. */
interface Found {
  readonly address: RemoteAddress;
  readonly warning?: string;
}

const countAsOne = 'the guard can not tell such callers apart';

/**
 * For hosts without their own rules for proxies. Headers of untrusted proxies are ignored. If a host doesn't know its
 * peer, make sure that only the proxies can reach it.
 *
 * @param warn is called once, at the first request whose caller can't be distinguished from others. Default: the
 * console, in production.
 * @throws TypeError for invalid proxies.
 */
export function createCallerAddressOf(
  proxies: TrustedProxies,
  warn: (message: string) => void = warnInProduction,
): CallerAddressOf {
  const find = finderOf(proxies);
  let warned = false;
  return (peer, forwardedFor) => {
    const { address, warning } = find(peer, forwardedFor);
    if (warning !== undefined && !warned) {
      warned = true;
      warn(`threepid: ${warning}`);
    }
    return address;
  };
}

function warnInProduction(message: string): void {
  if (process.env['NODE_ENV'] === 'production') console.warn(message);
}

function finderOf(proxies: TrustedProxies): (peer: RemoteAddress, forwardedFor: string) => Found {
  if (typeof proxies === 'object') {
    const trusts = createAddressRanges(proxies, 'proxy');
    return proxies.length === 0 ? byPeer : (peer, forwardedFor) => byRanges(trusts, peer, forwardedFor);
  }
  if (!Number.isSafeInteger(proxies) || proxies < 0)
    throw new TypeError(
      'threepid: trustProxy must be how many proxies there are, or a list of their addresses',
    );
  return proxies === 0 ? byPeer : (_peer, forwardedFor) => byCount(proxies, forwardedFor);
}

function byPeer(peer: RemoteAddress, forwardedFor: string): Found {
  if (peer === undefined) {
    return {
      address: undefined,
      warning: `this host knows no address of a caller that can be believed: ${countAsOne}. Behind proxies, set trustProxy to their addresses, or to how many there are.`,
    };
  }
  if (typeof peer !== 'string' || forwardedFor === '' || forwardedFor === peer) return { address: peer };
  return {
    address: peer,
    warning: `${peer} sends X-Forwarded-For, which is not believed: ${countAsOne}. If it is your proxy, set trustProxy: ['${peer}'].`,
  };
}

/** Each proxy adds one entry at the right end. Anybody may have written the entries to the left of theirs. */
function byCount(proxies: number, forwardedFor: string): Found {
  const address = forwardedFor.split(',').at(-proxies)?.trim();
  if (address !== undefined && address !== '') return { address };
  return {
    address: undefined,
    warning: `X-Forwarded-For has fewer addresses than the ${proxies} of trustProxy: ${countAsOne}. Check trustProxy, and that each proxy adds its caller.`,
  };
}

/** From the right, the first address that isn't a proxy is the caller. */
function byRanges(trusts: AddressRanges, peer: RemoteAddress, forwardedFor: string): Found {
  if (typeof peer === 'symbol') return { address: peer };
  const named = forwardedFor === '' ? [] : forwardedFor.split(',').map((entry) => entry.trim());
  const chain = peer === undefined ? named : [...named, peer];
  const address = chain.findLast((entry) => !trusts(entry));
  if (address !== undefined) return { address: address === '' ? undefined : address };
  return {
    address: chain.at(-1),
    warning: `a proxy of trustProxy names no caller in X-Forwarded-For: ${countAsOne}. Make it add the address of its caller.`,
  };
}
