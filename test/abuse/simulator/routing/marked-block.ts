/** The lines between `<!-- name -->` and `<!-- /name -->`. */
export function blockOf(text: string, name: string): string {
  return partsOf(text, name)[1];
}

/** The text with other lines between the marks. */
export function withBlock(text: string, name: string, block: string): string {
  const [start, , end] = partsOf(text, name);
  return `${start}\n\n${block}\n\n${end}`;
}

function partsOf(text: string, name: string): readonly [start: string, block: string, end: string] {
  const [first, last] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(first) + first.length, text.indexOf(last)];
  if (from < first.length || to < from) throw new TypeError(`there is no block '${name}'`);
  return [text.slice(0, from), text.slice(from, to).trim(), text.slice(to)];
}
