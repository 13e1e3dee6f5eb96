/**
 * The text in lines of at most `width` characters, each behind the indent. A word that is longer, such as a URL, stays
 * whole.
 */
export function wrapped(text: string, indent = '', width = 80): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
