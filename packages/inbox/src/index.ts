export { createInbox, inboxPath, type Inbox, type InboxOptions } from './inbox.js';
export type { KeptMessage } from './kept-message.js';
