/**
 * Reads a JSON Pointer. @throws TypeError if it isn't one.
 *
 * Source: RFC 6901, sections 3 and 4.
 */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw new TypeError('must be a JSON Pointer, such as /messages/0/id');
  const tokens = pointer.slice(1).split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a pointer. Undefined if there is none. */
export function valueAt(document: unknown, tokens: readonly string[]): unknown {
  return tokens.reduce<unknown>(child, document);
}

function child(parent: unknown, token: string): unknown {
  if (Array.isArray(parent)) return /^(?:0|[1-9]\d*)$/.test(token) ? parent[Number(token)] : undefined;
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, token)) return undefined;
  return (parent as Readonly<Record<string, unknown>>)[token];
}
