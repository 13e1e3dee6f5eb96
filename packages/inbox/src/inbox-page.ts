import { createHash } from 'node:crypto';
import { inboxScript } from './inbox-page-script.js';
import { inboxStyle } from './inbox-page-style.js';
import type { KeptMessage } from './kept-message.js';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The page's Content-Security-Policy: its own style, its own script, and calls to its own server. */
export const inboxPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(inboxStyle)}`,
  `script-src ${hashOf(inboxScript)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that shows the messages, newest first. */
export function inboxPage(messages: readonly KeptMessage[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<noscript><meta http-equiv="refresh" content="3"></noscript>
<title>SMS inbox</title>
<style>${inboxStyle}</style>
</head>
<body>
<main>
<header>
<h1>SMS inbox</h1>
<p>For development: the messages this server sends to phones, newest first.</p>
</header>
<p role="status"></p>
<div id="messages" data-last="${messages[0]?.id ?? 0}">
${messages.length === 0 ? empty : `<ol>\n${messages.map(item).join('')}</ol>`}
</div>
</main>
<script>${inboxScript}</script>
</body>
</html>
`;
}

const empty = '<p class="empty">No messages yet. Request a code and it will appear here.</p>';

function item({ id, at, to, text, code, sender, result }: KeptMessage): string {
  const time = new Date(at).toISOString();
  return `<li>
<div class="head"><h2>${escaped(to)}</h2><span class="soft">${escaped(sender)} · <time datetime="${time}">${time}</time></span></div>
${result === 'sent' ? '' : `<p class="bad">Not sent: ${result}</p>`}
<p class="text" dir="auto">${escaped(text)}</p>
${code === undefined ? '' : codeRow(id, code)}
</li>
`;
}

function codeRow(id: number, code: string): string {
  return `<div class="code"><output id="code-${id}">${escaped(code)}</output><button type="button" id="copy-${id}" aria-describedby="code-${id}">Copy code</button></div>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
