/**
 * A draw from the Beta distribution.
 *
 * @param random at least 0, less than 1.
 */
export function betaSample(good: number, bad: number, random: () => number): number {
  const [x, y] = [gammaSample(good, random), gammaSample(bad, random)];
  // Of tiny parameters, both may be too small for a double.
  return x + y > 0 ? x / (x + y) : good / (good + bad);
}

/** Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. A shape below 1 by their note. */
function gammaSample(shape: number, random: () => number): number {
  if (shape < 1) return gammaSample(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  // Nearly every first draw is taken; a source that always answers the same must not hold a message up.
  for (let draws = 0; draws < 100; draws += 1) {
    const x = normalSample(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
  return shape;
}

/** Source: Box and Muller, 1958. */
function normalSample(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
