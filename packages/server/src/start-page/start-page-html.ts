import { createHash } from 'node:crypto';
import { elementPath } from './element-files.js';
import { startPageScript } from './start-page-script.js';
import { startPageStyle } from './start-page-style.js';

/** Where the calls of the page go. */
export interface CalledServer {
  /** Such as `http://127.0.0.1:8090`. */
  readonly origin: string;
  /** The path before `/_matrix`; empty if there is none. */
  readonly prefix: string;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The page's Content-Security-Policy: its own style and script, the element's files, and calls to its own server. */
export const startPagePolicy = [
  "default-src 'none'",
  `style-src ${hashOf(startPageStyle)}`,
  `script-src 'self' ${hashOf(startPageScript)}`,
  "worker-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page.
 *
 * @param secret the client secret of the commands: another for each load, so that they send a message each time.
 */
export function startPageHtml({ origin, prefix }: CalledServer, secret: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>threepid, in development</title>
<style>${startPageStyle}</style>
<script type="module" src="${elementPath}threepid-verification.js"></script>
</head>
<body>
<main data-base="${prefix}">
<header>
<h1>threepid</h1>
<p>This server verifies phone numbers: it sends a code by SMS, checks it, and tells your server whose number it is.
This page is for development. In production there is nothing here.</p>
</header>
<p role="status"></p>
<div class="both">
${tryIt(prefix)}
${messages}
</div>
${onYourPage(origin + prefix)}
${commands(origin + prefix, secret)}
</main>
<script type="module">${startPageScript}</script>
</body>
</html>
`;
}

function tryIt(prefix: string): string {
  return `<section aria-labelledby="try">
<h2 id="try">Try it</h2>
<p class="soft">07700 900001 belongs to nobody: it is reserved for fiction, and its messages stay on this machine.</p>
<threepid-verification country="GB" heading-level="3" base-url="${prefix}">The form to try needs JavaScript. The commands below don’t.</threepid-verification>
</section>`;
}

const messages = `<section aria-labelledby="inbox">
<h2 id="inbox">Messages</h2>
<p class="soft">What this server sends to phones, newest first. <a href="/_threepid/inbox">All messages</a></p>
<p id="none">No messages yet. Request a code and it will appear here.</p>
<ol id="messages"></ol>
<template><li>
<div class="head"><span class="to"></span><span class="at"></span></div>
<p class="text" dir="auto"></p>
<div class="code"><output class="value"></output><button type="button" data-copy>Copy code</button></div>
</li></template>
</section>`;

function onYourPage(url: string): string {
  return `<section aria-labelledby="page">
<h2 id="page">On your page</h2>
<p class="soft">Paste this into any page on this machine. To keep it, install @threepid/element, or @threepid/react in React.</p>
${block(`&lt;script type="module" src="${url}${elementPath}threepid-verification.js"&gt;&lt;/script&gt;
&lt;threepid-verification base-url="${url}"&gt;&lt;/threepid-verification&gt;`)}
</section>`;
}

function commands(url: string, secret: string): string {
  const v1 = `${url}/_matrix/identity/api/v1`;
  const json = "\\\n  -H 'content-type: application/json'";
  return `<section aria-labelledby="curl">
<h2 id="curl">With curl</h2>
<ol>
<li><h3>Ask for a code</h3>
${block(`curl -sS ${v1}/validate/msisdn/requestToken ${json} \\
  -d '{"client_secret": "${secret}", "country": "GB", "phone_number": "07700900002", "send_attempt": 1}'`)}</li>
<li><h3>Send it back, with the sid of the answer</h3>
${block(`curl -sS ${v1}/validate/msisdn/submitToken ${json} \\
  -d '{"sid": "SID", "client_secret": "${secret}", "token": "CODE"}'`)}</li>
<li><h3>Ask which number was verified, as your server does</h3>
${block(`curl -sS '${v1}/3pid/getValidated3pid?sid=<span data-fill="sid">SID</span>&amp;client_secret=<span data-fill="clientSecret">${secret}</span>'`)}
<pre id="answer" hidden></pre></li>
</ol>
</section>`;
}

function block(code: string): string {
  return `<div class="block"><pre class="value">${code}</pre><button type="button" data-copy>Copy</button></div>`;
}
