import { splitTarget, type Threepid } from '@threepid/core';

/** What routes need of a framework. */
export type Answering = Pick<Threepid, 'handle'>;

/** Options of both kinds of route. */
export interface NextAdapterOptions {
  /** The path before `/_matrix`, if the routes lie below one: `/sub`. Next's own `basePath` is none of it. */
  readonly prefix?: string;
  /**
   * How many proxies in front of Next add the address of their caller to `X-Forwarded-For`. Next tells no address that
   * a client can't forge: unless this is given, messages aren't limited by client address.
   */
  readonly trustProxy?: number;
}

/** What of a core's request comes from a URL and from `X-Forwarded-For`. */
export function locate(
  url: string,
  forwardedFor: string,
  { prefix = '', trustProxy = 0 }: NextAdapterOptions,
) {
  const { path, query } = splitTarget(url);
  return {
    path: path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path,
    query,
    remoteAddress: trustProxy === 0 ? undefined : forwardedFor.split(',').at(-trustProxy)?.trim(),
  };
}
