import { isLoopbackAddress, isLoopbackHost } from '@threepid/core';
import type { ServerSettings } from './server-settings.js';

/** True if nobody but this machine reaches the server. A proxy in front is loopback too, so that HOST alone doesn't tell. */
export function isForThisMachine({
  host,
  publicUrl,
  trustProxy,
}: Pick<ServerSettings, 'host' | 'publicUrl' | 'trustProxy'>): boolean {
  return (
    (host === 'localhost' || isLoopbackAddress(host)) &&
    (publicUrl === undefined || isLoopbackHost(new URL(publicUrl).hostname)) &&
    trustProxy === undefined
  );
}
