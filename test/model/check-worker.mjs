// A worker thread: takes one check after another, and says what came of each.
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { checks } from './checks.mjs';
import { CompiledModel } from './compiled-model.mjs';
import { explore } from './explorer.mjs';
import { loadModel } from './quint-model.mjs';

/** States after which a planted error is given up. */
const most = 30_000;
/** How deep Quint's own evaluator looks, to be compared. */
const depthOfQuint = 4;
const models = new Map();

parentPort.on('message', (place) => {
  const startedAt = performance.now();
  const result = resultOf(checks[place]);
  parentPort.postMessage({ place, ms: performance.now() - startedAt, ...result });
});

function resultOf(check) {
  try {
    return check.plant === undefined ? exhaust(check) : findPlanted(check);
  } catch (error) {
    return { passed: false, text: error.stack };
  }
}

function exhaust({ file, main, scope }) {
  const { evaluated, compiled } = modelOf(file, main);
  const { states, transitions, depth, violation, never, endsWithin } = explore(compiled, scope);
  if (violation !== undefined)
    return { passed: false, text: `breaks ${violation.invariant}\n${told(violation)}` };
  // What never happens breaks nothing.
  if (never.length > 0)
    return { passed: false, text: `nothing is shown of what never happens: ${never.join(', ')}` };
  if (!isAsQuint(evaluated, compiled, scope))
    return { passed: false, text: 'differs from Quint’s own evaluator' };
  const ends = endsWithin === undefined ? '' : `; from each, every request ends within ${endsWithin} steps`;
  return { passed: true, text: `all ${states} states, ${transitions} steps, at most ${depth} deep${ends}` };
}

/** True if Quint's own evaluator comes to as many states in as many steps. */
function isAsQuint(evaluated, compiled, scope) {
  const [one, other] = [evaluated, compiled].map((model) =>
    explore(model, { ...scope, depth: depthOfQuint }),
  );
  return (
    one.states === other.states &&
    one.transitions === other.transitions &&
    one.endsWithin === other.endsWithin
  );
}

function findPlanted({ file, main, scope, plant }) {
  const { evaluated } = modelOf(file, main);
  const takeOut = evaluated.plant(plant);
  try {
    const { states, depth, violation } = explore(new CompiledModel(evaluated), { ...scope, most });
    const passed = violation?.invariant === plant.breaks;
    const text = passed
      ? `breaks ${plant.breaks}, found after ${states} states, ${depth} steps deep`
      : 'not found';
    return { passed, text };
  } finally {
    takeOut();
  }
}

function modelOf(file, main) {
  const known = models.get(file);
  if (known !== undefined) return known;
  const evaluated = loadModel(fileURLToPath(new URL(file, import.meta.url)), main);
  const model = { evaluated, compiled: new CompiledModel(evaluated) };
  models.set(file, model);
  return model;
}

/** The steps that led there, and the last state. */
function told({ steps }) {
  const lines = steps.map(({ action, state }) => `  ${action}: ${JSON.stringify(state.last)}`);
  return [...lines, JSON.stringify(steps.at(-1).state.m, undefined, 1)].join('\n');
}
