import type { ChannelOptions, SmsSender } from '@threepid/core';
import { createInbox, inboxPath, type Inbox } from '@threepid/inbox';
import type { Settings } from './read-settings.js';

/** The development inbox, if the settings switch it on. */
export function inboxOf({ inbox, publicUrl }: Pick<Settings, 'inbox' | 'publicUrl'>): Inbox | undefined {
  if (!inbox) return undefined;
  const hosts = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return createInbox({ hosts, forwarded: 'refuse' });
}

/** The sender, with its messages copied to the inbox, if it is on. */
export function collected(inbox: Inbox | undefined, sender: SmsSender): SmsSender {
  return inbox === undefined ? sender : inbox.collect(sender);
}

/** The senders of channels, as `collected`. */
export function collectedChannels(inbox: Inbox | undefined, channels: ChannelOptions): ChannelOptions {
  const all = Object.entries(channels).map(([name, sender]) => [name, collected(inbox, sender)] as const);
  return Object.fromEntries(all);
}

/** The URL of the inbox of a server that listens on `url`. */
export function inboxUrl(url: string): string {
  return `${url}${inboxPath}`;
}
