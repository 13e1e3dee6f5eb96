// Links work in the repository, where files lie, and on the site, where pages are elsewhere.
import { dirname, join, relative } from 'node:path';
import { existsSync } from 'node:fs';
import { addressOf, isPage, root } from './pages.mjs';

/** A markdown-it plugin: relative links lead to pages, and a link to a file that is no page becomes its text. */
export function siteLinks(md) {
  md.core.ruler.after('inline', 'site-links', ({ tokens, env: { realPath } }) => {
    // A title alone has no path.
    if (realPath === undefined) return;
    const file = relative(root, realPath);
    // The pages of the API reference link to each other, and lie on the site as they lie on the disk.
    if (file.startsWith('docs/api/')) return;
    for (const token of tokens) if (token.type === 'inline') rewrite(token.children, file);
  });
}

/** The anchor of a heading, as GitHub makes it. */
export function slugify(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function rewrite(tokens, file) {
  let isOpen = true;
  for (const token of tokens) {
    if (token.type === 'link_open') isOpen = rewriteLink(token, file);
    else if (token.type === 'link_close' && !isOpen) token.tag = 'span';
  }
}

/** False if it is no link any more. */
function rewriteLink(token, file) {
  const href = token.attrGet('href');
  if (href === null || /^(?:[a-z]+:|#|\/)/.test(href)) return true;
  const [path, hash] = decodeURI(href).split('#');
  const linked = pageAt(join(dirname(file), path));
  if (isPage(linked)) {
    token.attrSet('href', addressOf(linked) + (hash === undefined ? '' : `#${hash}`));
    return true;
  }
  if (!existsSync(root + linked)) throw new Error(`${file}: ${href} does not exist`);
  token.tag = 'span';
  token.attrs = [['title', linked]];
  return false;
}

/** A link to a folder leads to its README, if that is a page. */
function pageAt(path) {
  const file = path.replace(/\/$/, '');
  return isPage(`${file}/README.md`) ? `${file}/README.md` : file;
}
