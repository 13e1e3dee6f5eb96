/** Maximum part of a header that is read. No browser sends more, and it limits the work for any input. */
const longestHeader = 1_000;
const mostRanges = 20;

/** A basic language range (RFC 4647, section 2.1) and its weight (RFC 9110, section 12.4.2). */
const weightedRange =
  /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/i;

interface WeightedRange {
  readonly range: string;
  readonly weight: number;
}

/**
 * The languages of an `Accept-Language` header in order of preference; equal ones in the order of the header.
 *
 * Leaves out languages that are not accepted (`q=0`), any language (`*`), malformed ranges, and everything after the
 * first 1,000 characters or 20 ranges. Never throws. Takes linear time.
 *
 * Source: RFC 9110, section 12.5.4.
 */
export function parseAcceptLanguage(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  return wholeRanges(header)
    .map(parsed)
    .filter((entry) => entry !== undefined)
    .slice(0, mostRanges)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
}

/** The elements of the list, without one that the limit cuts off. */
function wholeRanges(header: string): string[] {
  const elements = header.slice(0, longestHeader).split(',');
  return header.length > longestHeader && header[longestHeader] !== ',' ? elements.slice(0, -1) : elements;
}

function parsed(element: string): WeightedRange | undefined {
  const [, range, weight] = weightedRange.exec(element.trim()) ?? [];
  return range === undefined ? undefined : { range, weight: Number(weight ?? 1) };
}
