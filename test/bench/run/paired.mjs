// Two hosts in many short turns, for differences of a few percent: rounds of seconds differ by more than that.
import { median } from './statistics.mjs';

const turns = 24;
const calls = 500;

/**
 * One host beside another, turn by turn.
 *
 * @returns the ratios of their figures, one a turn: `perSecond`, and `hostMicros` of CPU a verification.
 * @throws Error if any call failed.
 */
export async function pairedRatios(laboratory, one, other, people) {
  const ratios = { perSecond: [], hostMicros: [] };
  for (let turn = 1; turn <= turns; turn += 1) {
    const [figures, beside] = await inTurn(laboratory, one, other, { people, isReversed: turn % 2 === 0 });
    for (const key of Object.keys(ratios)) ratios[key].push(figures[key] / beside[key]);
  }
  return ratios;
}

/** The second of two profits from what the first has warmed up, so that they change places. */
async function inTurn(laboratory, one, other, { people, isReversed }) {
  const run = { work: 'verify', people, calls };
  const figures = [];
  for (const system of isReversed ? [other, one] : [one, other]) {
    const measured = await laboratory.measure(system, run);
    if (measured.errors > 0) throw new Error(`${system.name}: ${measured.errors} errors`);
    figures.push(measured);
  }
  return isReversed ? figures.toReversed() : figures;
}

/** The median, and the quarters on both sides of it. */
export function withQuarters(values, digits) {
  const sorted = values.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [median(sorted.slice(0, half)), median(sorted.slice(-half))];
  return `${median(sorted).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}
