// The API reference, which typedoc writes to docs/api: its front page, and a sidebar for each package.
import { existsSync, readFileSync } from 'node:fs';
import { groups, root } from './pages.mjs';

/** Read before any other package. */
const first = 'packages/core';

/** The front page: the packages in the groups of the site, each with what it is. */
export function referenceIndex() {
  const parts = packageGroups().map(({ title, packages }) =>
    [`## ${title}`, '', '| Package | Description |', '| --- | --- |', ...packages.map(rowOf), ''].join('\n'),
  );
  return ['# API reference', '', start, '', ...parts].join('\n');
}

/** The sidebar of each package, by the path that it is for. */
export function referenceSidebars() {
  const sidebars = packageGroups()
    .flatMap(({ packages }) => packages)
    .map(({ name, path }) => [path, [backToIndex, { text: name, link: path, items: sectionsOf(path) }]]);
  const all = packageGroups().map(({ title, packages }) => ({
    text: title,
    items: packages.map(({ name, path }) => ({ text: name, link: path })),
  }));
  return { ...Object.fromEntries(sidebars), '/api/': all };
}

const start = `Start with [createThreepid](core/functions/createThreepid.md), its
[options](core/interfaces/ThreepidOptions.md), and the [methods](core/interfaces/Threepid.md) of what it returns. Each
package's page lists what you need first at the top.`;
const backToIndex = { text: 'API reference', link: '/api/' };

/** The packages that have a reference, the core alone in front. */
function packageGroups() {
  const others = groups.map(({ title, pages }) => ({
    title,
    packages: foldersOf(pages)
      .filter((folder) => folder !== first)
      .flatMap(packageOf),
  }));
  return [{ title: 'The core', packages: packageOf(first) }, ...others].filter(
    ({ packages }) => packages.length > 0,
  );
}

function foldersOf(pages) {
  return pages.flatMap(({ file }) => /^((?:packages|adapters)\/[^/]+)\/README\.md$/.exec(file)?.[1] ?? []);
}

/** None if there is no such package, or it has no reference yet. */
function packageOf(folder) {
  if (!existsSync(`${root}${folder}/package.json`)) return [];
  const { name, description } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
  const path = `/api/${name.replace('@threepid/', '')}/`;
  return existsSync(`${root}docs${path}index.md`) ? [{ name, description, path }] : [];
}

function rowOf({ name, description, path }) {
  return `| [${name}](${path.replace('/api/', '')}index.md) | ${description.replaceAll('<', '&lt;')} |`;
}

/** The tables of a package's page: a section each, with its members in their order. */
function sectionsOf(path) {
  const [, ...parts] = readFileSync(`${root}docs${path}index.md`, 'utf8').split(/^## /m);
  return parts.map((part) => ({
    text: part.split('\n', 1)[0],
    items: [...part.matchAll(/^\| \[(.+?)\]\((.+?)\.md\)/gm)].map(([, text, file]) => ({
      text: text.replaceAll('\\', ''),
      link: path + file,
    })),
  }));
}
