/**
 * A provider's answer is matched by these patterns, and a hostile provider may answer whatever takes longest: some patterns take
 * years for fifty characters. So what repeats must not contain what varies.
 */

/** Parts of the source of a regular expression, as far as they matter here. */
const parts =
  /\\(?:k<|[1-9])|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??/gs;

/** Patterns with more variable parts than this could still take seconds. */
const limits = { open: 3, variable: 8 };

/** The reason why a pattern could take long. Undefined if it is quick for any text of the length that is matched. */
export function slownessOf(source: string): string | undefined {
  const tokens = source.match(parts) ?? [];
  if (tokens.some(isBackreference)) return 'has a backreference';
  if (repeatsWhatVaries(tokens)) return 'repeats a group that contains a repetition or an alternative';
  const varying = tokens.filter(isVariable);
  const isLong = varying.length > limits.variable || varying.filter(isOpen).length > limits.open;
  return isLong ? `has more than ${String(limits.open)} repetitions` : undefined;
}

function repeatsWhatVaries(tokens: readonly string[]): boolean {
  const open: { varies: boolean }[] = [{ varies: false }];
  return tokens.some((token, at) => {
    if (token.startsWith('(')) open.push({ varies: false });
    else if (token === '|' || isVariable(token)) markLast(open);
    else if (token === ')') return closes(open, tokens[at + 1]);
    return false;
  });
}

/** Closes a group. True if it varies and is repeated. */
function closes(open: { varies: boolean }[], next: string | undefined): boolean {
  const varies = open.pop()?.varies === true;
  if (varies) markLast(open);
  return varies && next !== undefined && isRepetition(next);
}

function markLast(open: readonly { varies: boolean }[]): void {
  const last = open.at(-1);
  if (last !== undefined) last.varies = true;
}

function isBackreference(token: string): boolean {
  return /^\\(?:k<|[1-9])/.test(token);
}

/** `*`, `+` or `{...}`. */
function isRepetition(token: string): boolean {
  return /^[*+{]/.test(token);
}

/** A repetition, or `?`, that can match more or fewer characters. */
function isVariable(token: string): boolean {
  return /^[*+?]/.test(token) || /^\{\d+,/.test(token);
}

function isOpen(token: string): boolean {
  return !token.startsWith('?') && isVariable(token);
}
