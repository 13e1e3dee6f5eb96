// All that is checked of the models, each a job of some seconds.
import * as sessions from './session-checks.mjs';

const parts = [{ file: 'scopes.qnt', main: 'scopes', ...sessions }];

/** Each has a `name`, the `file` and `main` module of a model, a `scope`, and perhaps an error to `plant`. The longest first. */
export const checks = [
  ...parts.flatMap(({ file, main, scopes }) =>
    scopes.map((scope) => ({ name: scope.name, file, main, scope })),
  ),
  ...parts.flatMap(({ file, main, scopes, mutations }) =>
    mutations.map((plant) => plantedIn({ file, main, scopes }, plant)),
  ),
];

/** Promises that no planted error breaks: nothing shows that they could fail. */
export function neverBroken() {
  return parts.flatMap(({ scopes, mutations }) => {
    const broken = new Set(mutations.map(({ breaks }) => nameOf(breaks)));
    const promised = new Set(scopes.flatMap(({ invariants }) => invariants.map(nameOf)));
    return [...promised].filter((name) => !broken.has(name));
  });
}

/** Of a promise, without the scope that it is asked of. */
function nameOf(promise) {
  return promise.replace(/\(.*/, '');
}

/** Only the promise that must be broken is looked at. */
function plantedIn({ file, main, scopes }, plant) {
  const { init, step, fair, quiet } = scopes.find(({ name }) => name === plant.scope);
  const isOfEnds = plant.breaks === 'everyRequestEnds';
  const scope = isOfEnds
    ? { init, step, invariants: [], fair, quiet }
    : { init, step, invariants: [plant.breaks] };
  return { name: `planted in ${plant.definition}: ${oneLine(plant)}`, file, main, scope, plant };
}

function oneLine({ from, to }) {
  return `${from.trim()} → ${to.trim() === '' ? 'nothing' : to.trim()}`;
}
