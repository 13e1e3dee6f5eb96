import type { SmsSender } from '@threepid/core';
import { createInbox, inboxPath, type Inbox } from '@threepid/inbox';
import type { Settings } from './read-settings.js';

/** The development inbox that the settings ask for, if they do. */
export function inboxOf({ inbox, publicUrl }: Pick<Settings, 'inbox' | 'publicUrl'>): Inbox | undefined {
  if (!inbox) return undefined;
  const hosts = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return createInbox({ hosts, forwarded: 'refuse' });
}

/** The sender, with its messages kept for the inbox, if there is one. */
export function collected(inbox: Inbox | undefined, sender: SmsSender): SmsSender {
  return inbox === undefined ? sender : inbox.collect(sender);
}

/** Where a person opens the inbox of a server that listens on `url`. */
export function inboxUrl(url: string): string {
  return `${url}${inboxPath}`;
}
