import { isLoopbackAddress, isLoopbackHost } from '@threepid/core';
import type { ServerSettings } from './server-settings.js';

/** True if no other machine can reach the server. HOST alone doesn't show that: a proxy in front is loopback too. */
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
