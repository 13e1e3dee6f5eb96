// A worker thread: takes one check after another, and says what came of each.
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { checks } from './checks.mjs';
import { explore } from './explorer.mjs';
import { loadModel } from './quint-model.mjs';
import { plain } from './quint-values.mjs';

/** States after which a planted error is given up. */
const most = 20_000;
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
  const found = explore(modelOf(file, main), scope);
  const { states, transitions, depth, violation, never, endsWithin } = found;
  if (violation !== undefined)
    return { passed: false, text: `breaks ${violation.invariant}\n${told(violation)}` };
  // What never happens breaks nothing.
  if (never.length > 0)
    return { passed: false, text: `nothing is shown of what never happens: ${never.join(', ')}` };
  const ends = endsWithin === undefined ? '' : `; from each, every request ends within ${endsWithin} steps`;
  return { passed: true, text: `all ${states} states, ${transitions} steps, at most ${depth} deep${ends}` };
}

function findPlanted({ file, main, scope, plant }) {
  const model = modelOf(file, main);
  const takeOut = model.plant(plant);
  try {
    const { states, depth, violation } = explore(model, { ...scope, most });
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
  const model = loadModel(fileURLToPath(new URL(file, import.meta.url)), main);
  models.set(file, model);
  return model;
}

/** The steps that led there, and the last state. */
function told({ steps }) {
  const lines = steps.map(
    ({ action, state }) => `  ${action}: ${JSON.stringify(plain(state.last ?? state))}`,
  );
  return [...lines, JSON.stringify(plain(steps.at(-1).state.m ?? steps.at(-1).state), undefined, 1)].join(
    '\n',
  );
}
