/** A placeholder of a template, such as `{now:iso}`, whose name is `now:iso`. */
export interface Placeholder {
  readonly name: string;
}

/** A part of a template: text, or a placeholder. */
export type TemplatePart = string | Placeholder;

/** A doubled brace, a placeholder, or a brace that belongs to neither. */
const special = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/** Parses a template. @throws TypeError if a brace is neither doubled nor a placeholder's. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(special)) {
    parts.push(template.slice(end, match.index), partOf(match));
    end = match.index + match[0].length;
  }
  parts.push(template.slice(end));
  return parts.filter((part) => part !== '');
}

function partOf([found, name]: RegExpMatchArray): TemplatePart {
  if (name !== undefined) return { name };
  if (found === '{{' || found === '}}') return found.slice(1);
  throw new TypeError(`has a single ${found}; write ${found}${found} for a brace that is no placeholder`);
}

/** The names of a template's placeholders. */
export function placeholdersOf(template: string): readonly string[] {
  return parseTemplate(template).flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
}
