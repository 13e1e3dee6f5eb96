/** Maximum number of letters by which a name may differ from the intended one. */
const mostEdits = 2;

/**
 * The name that was probably intended: it differs by at most two letters, or one name is the beginning of the other.
 *
 * @returns undefined if none is close.
 */
export function closestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((known) => ({ known, edits: editsBetween(name.toLowerCase(), known.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  const [best] = ranked;
  if (best === undefined) return undefined;
  // Two letters may be all of a short name.
  if (best.edits <= Math.min(mostEdits, Math.floor(name.length / 3))) return best.known;
  return names.find((known) => startsWith(known, name) || startsWith(name, known));
}

function startsWith(text: string, start: string): boolean {
  return start.length > 2 && text.toLowerCase().startsWith(start.toLowerCase());
}

/** Letters to add, drop or change (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let place = 1; place <= other.length; place += 1) {
      const change = (row[place - 1] ?? 0) + (one[at - 1] === other[place - 1] ? 0 : 1);
      next.push(Math.min(change, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
