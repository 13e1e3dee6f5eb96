// GitHub draws the sequence diagrams of the documents by Mermaid. The site shows them as numbered steps, which need no
// script of a megabyte and fit on a phone.

const endOfPart = '<li class="part">In any case:</li>';

/** A markdown-it plugin for blocks of the language `mermaid`. */
export function sequences(md) {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...rest) =>
    tokens[index].info.trim() === 'mermaid'
      ? stepsOf(tokens[index].content, md.utils.escapeHtml)
      : fence(tokens, index, ...rest);
}

/**
 * The steps of a sequence diagram as HTML.
 *
 * @throws Error for what is no participant, message, note or block, so that nothing gets lost.
 */
export function stepsOf(diagram, escape) {
  const names = new Map();
  const items = diagram
    .trim()
    .split('\n')
    .map((line) => itemOf(line.trim(), names, escape));
  const shown = items.filter((item) => item !== '');
  // What comes after the last part is nothing.
  if (shown.at(-1) === endOfPart) shown.pop();
  return `<ol class="sequence" v-pre>\n${shown.join('\n')}\n</ol>\n`;
}

function itemOf(line, names, escape) {
  const [, id, name] = /^(?:actor|participant) (\w+) as (.+)$/.exec(line) ?? [];
  if (id !== undefined) {
    names.set(id, escape(name));
    return '';
  }
  if (line === 'sequenceDiagram' || line === 'autonumber') return '';
  return messageOf(line, names, escape) ?? partOf(line, escape);
}

function messageOf(line, names, escape) {
  const [, from, arrow, to, text] = /^(\w+)(-?->>)(\w+): (.+)$/.exec(line) ?? [];
  if (from === undefined) return undefined;
  const parties =
    from === to ? names.get(from) : `${names.get(from)} ${arrow === '->>' ? '→' : '⇢'} ${names.get(to)}`;
  return `<li><span class="parties">${parties}</span><span>${escape(text)}</span></li>`;
}

/** The beginning or end of a part that isn't always done, or a note. */
function partOf(line, escape) {
  if (line === 'end') return endOfPart;
  const [, , condition] = /^(alt|else|opt) ?(.*)$/.exec(line) ?? [];
  if (condition !== undefined)
    return `<li class="part">${condition === '' ? 'Otherwise' : `If ${escape(condition)}`}:</li>`;
  const [, note] = /^Note over [\w,]+: (.+)$/.exec(line) ?? [];
  if (note === undefined) throw new Error(`a sequence diagram has a line that the site can't show: ${line}`);
  return `<li class="part">${escape(note)}</li>`;
}
