/** Maximum number of letters by which a name may differ from the intended one. */
const mostEdits = 2;

/**
 * The name that was probably intended: it differs by at most two letters (two that are swapped count as one), or one name is the beginning of the other.
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

/** Letters to add, drop or change, or to swap with the next one. */
function editsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let place = 1; place <= other.length; place += 1) {
      const change = (row[place - 1] ?? 0) + (one[at - 1] === other[place - 1] ? 0 : 1);
      const isSwap = one[at - 1] === other[place - 2] && one[at - 2] === other[place - 1];
      const swap = isSwap ? (before[place - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
