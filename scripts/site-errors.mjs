// Checks a built site as a reader meets it: each link leads somewhere, nothing comes from another host, and each page has
// a way on.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param site the folder of the built site.
 * @returns a line for each error.
 */
export function siteErrors(site) {
  const files = new Set(readdirSync(site, { recursive: true }).map((file) => `/${file}`));
  const pages = new Map(
    [...files].filter((file) => file.endsWith('.html')).map((file) => [file, pageOf(join(site, file))]),
  );
  return [...pages].flatMap(([file, page]) => [
    ...page.links.flatMap((link) => errorsOfLink(file, link, files, pages)),
    ...page.foreign.map((url) => `${file}: loads ${url} from another host`),
    ...(page.hasWayOn || file === '/404.html' ? [] : [`${file}: has no link to a next page`]),
  ]);
}

function pageOf(path) {
  const html = readFileSync(path, 'utf8');
  const all = (pattern) => new Set([...html.matchAll(pattern)].map(([, value]) => unescape(value)));
  return {
    anchors: all(/ id="([^"]+)"/g),
    links: [...all(/<a [^>]*?href="([^"]+)"/g)],
    foreign: [
      ...all(/<(?:script|link|img|iframe|source)\b[^>]*? (?:src|href|srcset)="((?:https?:)?\/\/[^"]+)"/g),
    ],
    hasWayOn: /class="(?:[^"]* )?(?:pager-link|VPButton)\b/.test(html),
  };
}

function errorsOfLink(file, link, files, pages) {
  if (/^(?:[a-z]+:|\/\/)/.test(link)) return [];
  const { pathname, hash } = new URL(link, `http://site${file}`);
  const found = [pathname, `${pathname}.html`, `${pathname}index.html`].find(
    (path) => files.has(path) && path !== '/',
  );
  if (found === undefined) return [`${file}: ${link} leads nowhere`];
  const anchor = decodeURIComponent(hash.slice(1));
  const isThere = anchor === '' || pages.get(found)?.anchors.has(anchor);
  return isThere ? [] : [`${file}: ${link} has no such heading`];
}

function unescape(value) {
  return value.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
