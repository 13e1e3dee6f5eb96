// A typedoc plugin: a package's reference has the sections of its `src/index.ts`, in that order. A section starts with a
// comment such as `// # Ports`, and its exports stay in their order, so that what comes first there is read first.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Called by typedoc. */
export async function load(app) {
  // Not above: the tests of the sections need no typedoc, which takes two seconds to load.
  const { Converter, ReflectionCategory } = await import('typedoc');
  // Before typedoc's own categories (-200), which leave a package alone that has some.
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project, programs }) => {
    const index = programs.flatMap((program) => program.getRootFileNames()).find(isIndex);
    const sections = index === undefined ? [] : sectionsOf(readFileSync(index, 'utf8'));
    if (sections.length === 0) return;
    project.categories = categoriesOf(project, sections).map(({ title, children }) =>
      Object.assign(new ReflectionCategory(title), { children }),
    );
  });
}

/**
 * The sections of an index: their titles, and the names and files that they export, in order.
 *
 * @throws Error if something is exported above the first section.
 */
export function sectionsOf(index) {
  const [above = '', ...parts] = index.split(/^\/\/ # /m);
  if (parts.length === 0) return [];
  if (/^export /m.test(above)) throw new Error('the index has exports above its first section');
  return parts.map((part) => ({ title: part.split('\n', 1)[0], exported: exportedBy(part) }));
}

const isIndex = (file) => file.endsWith('/src/index.ts');

/** Names, and for `export *` the file: `createThreepid`, `clock.ts`. */
function exportedBy(text) {
  const exports = text.matchAll(/^export (?:type )?(?:\*|\{([^}]*)\}) from '.*?([^/']+)\.js';$/gm);
  return [...exports].flatMap(([, names, file]) => (names === undefined ? [`${file}.ts`] : namesIn(names)));
}

function namesIn(list) {
  return list
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '');
}

function categoriesOf(project, sections) {
  const members = project.childrenIncludingDocuments ?? [];
  const categories = sections.map(({ title, exported }) => ({
    title,
    children: exported.flatMap((place) => members.filter((member) => isAt(project, member, place))),
  }));
  const placed = new Set(categories.flatMap(({ children }) => children));
  const missing = members.filter((member) => !placed.has(member)).map(({ name }) => name);
  if (missing.length > 0)
    throw new Error(`${project.name}: ${missing.join(', ')}: in no section of the index`);
  return categories;
}

function isAt(project, member, place) {
  if (member.name === place) return true;
  const file = project.getSymbolIdFromReflection(member)?.fileName;
  return file !== undefined && basename(file) === place;
}
