// Rounds of measurements: the systems take turns, so that a drift of the machine hits them all.

/**
 * @param pairs as `start` of the laboratory returns them.
 * @param levels numbers of people at once.
 * @param warmUpCalls verifications of each system before the first round, so that its code is compiled.
 * @param runOf the run of the driver for a number of people.
 * @returns the pairs, each with `rounds` by the number of people.
 * @throws Error if any call failed.
 */
export async function measureRounds(laboratory, pairs, { levels, rounds, warmUpCalls, runOf }) {
  const systems = systemsOf(pairs);
  await warmUp(laboratory, systems, warmUpCalls);
  const measured = new Map(systems.map((system) => [system, {}]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const people of levels) {
      process.stderr.write(`round ${round} of ${rounds}, ${people} at once\n`);
      for (const system of systems) {
        const figures = await laboratory.measure(system, { people, ...runOf(people) });
        throwOnErrors(system, figures);
        (measured.get(system)[people] ??= []).push(figures);
      }
    }
  }
  return pairs.map(({ pair, host, ceiling }) => ({
    pair,
    rounds: Object.fromEntries(
      levels.map((people) => [
        people,
        { host: measured.get(host)[people], ceiling: measured.get(ceiling)[people] },
      ]),
    ),
  }));
}

/** Hosts and ceilings, each once. */
export function systemsOf(pairs) {
  return [...new Set(pairs.flatMap(({ host, ceiling }) => [host, ceiling]))];
}

/** A slow system isn't given more time than this. */
const longestWarmUpMs = 10_000;

async function warmUp(laboratory, systems, calls) {
  process.stderr.write('warming up\n');
  for (const system of systems)
    throwOnErrors(
      system,
      await laboratory.measure(system, { work: 'verify', people: 16, calls, milliseconds: longestWarmUpMs }),
    );
}

function throwOnErrors({ name }, { errors, firstError }) {
  if (errors > 0) throw new Error(`${name}: ${errors} errors, the first: ${firstError}`);
}
