// Vue would run what is between two pairs of braces as an expression. Pages of ours have none, so the braces that they show,
// such as those of a declaration's placeholders, are themselves.

/** A markdown-it plugin for text and for code in a line. Blocks of code are left alone by VitePress already. */
export function literalBraces(md) {
  const { text, code_inline: code } = md.renderer.rules;
  md.renderer.rules.text = (...token) => literal(text(...token));
  md.renderer.rules.code_inline = (...token) => literal(code(...token));
}

function literal(html) {
  return html.replaceAll('{{', '&#123;&#123;');
}
