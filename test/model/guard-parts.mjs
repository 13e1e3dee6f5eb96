// The parts of `npm run test:model` that are about the guard: exhausted worlds, random runs, planted errors, and traces replayed.
import { fileURLToPath } from 'node:url';
import { CompiledModel, plain } from './compiled-model.mjs';
import { randomFrom } from './explorer.mjs';
import { guardParts } from './guard-checks.mjs';
import { loadModel } from './quint-model.mjs';
import * as quint from './quint-values.mjs';
import { exploreSteps, runSteps } from './step-explorer.mjs';

/** States after which a planted error is given up. */
const mostForPlanted = 6_000;

/** Each part as a name and what it does: it answers `passed` and a `text`. */
export function guardModelParts(seed) {
  return guardParts.flatMap((part) => {
    const models = loadOnce(part);
    return [
      ...Object.entries(part.worlds).map(([world, depth]) => ({
        name: `${part.main} ${world}`.trim(),
        run: () => exhaust(models(), { ...part, world, depth }),
      })),
      { name: `${part.main} as Quint`, run: () => compareWithQuint(models(), part, seed) },
      ...(part.crowds ?? []).map((world) => ({
        name: `${part.main} at random, ${world}`,
        run: () => runAtRandom(models(), { ...part, world }, seed),
      })),
      { name: `${part.main} with planted errors`, run: () => findPlanted(models(), part) },
    ];
  });
}

/** The model of a part, of Quint's evaluator and compiled. */
function loadOnce({ file, main }) {
  let models;
  return () => {
    if (models !== undefined) return models;
    const evaluated = loadModel(fileURLToPath(new URL(file, import.meta.url)), main);
    models = { evaluated, compiled: new CompiledModel(evaluated) };
    return models;
  };
}

function exhaust({ compiled }, scope) {
  const { states, transitions, depth, isExhausted, violation } = exploreSteps(compiled, scope);
  if (violation !== undefined) return { passed: false, text: told(violation) };
  const bounds = isExhausted ? `at most ${depth} deep` : `each that ${scope.depth} steps lead to`;
  return { passed: true, text: `all ${states} states, ${transitions} steps, ${bounds}` };
}

/** What was asked in each step, and what was broken. */
function told({ invariant, steps }) {
  const lines = steps.map((last) => `  ${JSON.stringify({ ...plain(last), before: undefined })}`);
  return [`breaks ${invariant}`, ...lines].join('\n');
}

const runs = 40;
const stepsOfRun = 40;

function runAtRandom({ compiled }, scope, seed) {
  const random = randomFrom(seed);
  let taken = 0;
  for (let run = 0; run < runs; run += 1) {
    const { states, violation } = runSteps(compiled, { ...scope, steps: stepsOfRun, random });
    taken += states.length - 1;
    if (violation === undefined) continue;
    const place = compiled.variables.indexOf('last');
    return {
      passed: false,
      text: told({ invariant: violation, steps: states.map((state) => state[place]) }),
    };
  }
  return { passed: true, text: `${runs} runs, ${taken} steps` };
}

function findPlanted({ evaluated }, part) {
  const missed = part.plants.filter((plant) => !isFound(evaluated, part, plant));
  const text = missed
    .map(({ definition, to, breaks }) => `${definition}: ${to} does not break ${breaks}`)
    .join('\n');
  return {
    passed: missed.length === 0,
    text: text || `${part.plants.length} of ${part.plants.length} are found`,
  };
}

function isFound(evaluated, { ofSteps }, plant) {
  const takeOut = evaluated.plant(plant);
  try {
    const broken = ofSteps.includes(plant.breaks)
      ? { invariants: [], ofSteps: [plant.breaks] }
      : { invariants: [plant.breaks] };
    const scope = { ...broken, world: plant.world, most: mostForPlanted };
    return exploreSteps(new CompiledModel(evaluated), scope).violation?.invariant === plant.breaks;
  } finally {
    takeOut();
  }
}

/** States of random runs, from which Quint's evaluator and the compiled model take all steps. */
const statesToCompare = 6;

/** Compares what both make of each step: the state after it as JSON. */
function compareWithQuint({ evaluated, compiled }, part, seed) {
  const random = randomFrom(seed);
  const [action] = evaluated.actions('step');
  let compared = 0;
  for (const world of Object.keys(part.worlds)) {
    const { states } = runSteps(compiled, {
      ...part,
      invariants: [],
      ofSteps: [],
      world,
      steps: statesToCompare,
      random,
    });
    let state = firstOf(evaluated, world);
    for (let place = 1; place < states.length; place += 1) {
      const after = evaluatedSuccessors(evaluated, action, state);
      const expected = compiledSuccessors(compiled, states[place - 1]);
      if (after.texts.join('\n') !== expected.join('\n'))
        return { passed: false, text: `${world}: step ${place} differs` };
      compared += expected.length;
      state = after.states.get(jsonOf(plain, compiled.variables, states[place]));
    }
  }
  return { passed: true, text: `${compared} steps lead where Quint's evaluator leads` };
}

function firstOf(evaluated, world) {
  const [action] = evaluated.actions('init');
  const first = [...evaluated.successors(action)].map(({ state }) => state);
  const place = evaluated.variables.indexOf('state');
  return first.find((state) => world === '' || quint.plain(state[place].value).world === world);
}

function evaluatedSuccessors(evaluated, action, from) {
  evaluated.enter(from);
  const states = new Map(
    [...evaluated.successors(action)].map(({ state }) => [
      jsonOf(
        quint.plain,
        evaluated.variables,
        state.map(({ value }) => value),
      ),
      state,
    ]),
  );
  return { states, texts: [...states.keys()].sort() };
}

function compiledSuccessors(compiled, from) {
  compiled.enter(from);
  const states = [...compiled.successors(compiled.action('step'))].map(({ state }) =>
    jsonOf(plain, compiled.variables, state),
  );
  return [...new Set(states)].sort();
}

/** The state and the last step, with sets and maps in one order. */
function jsonOf(plainly, variables, state) {
  const named = Object.fromEntries(variables.map((name, place) => [name, inOrder(plainly(state[place]))]));
  return JSON.stringify([named.state, named.last]);
}

/** Lists that may be sets or maps in the order of their texts: those of tuples and of names. */
function inOrder(value) {
  if (Array.isArray(value)) return isUnordered(value) ? value.map(inOrder).sort(byText) : value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, held]) => [name, inOrder(held)]),
  );
}

function isUnordered([first]) {
  return typeof first === 'string' || (Array.isArray(first) && first.length === 2);
}

function byText(one, other) {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
