export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median and, where there is more than one, the smallest and the greatest. */
export function withSpread(values, digits) {
  const text = (value) => value.toFixed(digits);
  if (values.length === 1) return text(values[0]);
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}
