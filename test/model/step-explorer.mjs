// Checks a compiled model breadth first. Beside invariants of states there are those of steps: they read `last`, which says what
// the step did, and are asked for each step, also for one that leads to a known state.
import { digestOf, label } from './explorer.mjs';

/**
 * Visits every state within `depth` steps of `init`, until an invariant is broken.
 *
 * @param scope `invariants` of states and `ofSteps` are names of definitions. `world`: of the first states, only that of this name,
 * if it isn't empty. `most`: of states.
 * @returns `isExhausted` is false if `most` or `depth` has ended it; `violation` has the steps that lead to what is broken.
 */
export function exploreSteps(model, { world, invariants, ofSteps = [], depth = Infinity, most = Infinity }) {
  const search = new StepSearch(model, { invariants, ofSteps });
  for (const state of firstStates(model, world)) search.visit(state, undefined);
  while (search.canGoOn(depth, most)) search.goOn();
  return search.result();
}

function firstStates(model, world) {
  const states = [...model.successors(model.action('init'))].map(({ state }) => state);
  const place = model.variables.indexOf('state');
  return world === '' ? states : states.filter((state) => state[place].world === world);
}

class StepSearch {
  visited = new Set();
  waiting = [];
  next = 0;
  transitions = 0;
  violation = undefined;

  constructor(model, { invariants, ofSteps }) {
    this.model = model;
    this.step = model.action('step');
    this.invariants = promised(model, invariants);
    this.ofSteps = promised(model, ofSteps);
  }

  canGoOn(depth, most) {
    if (this.violation !== undefined || this.next === this.waiting.length) return false;
    return this.waiting[this.next].depth < depth && this.visited.size < most;
  }

  goOn() {
    const from = this.waiting[this.next];
    this.next += 1;
    this.model.enter(from.state);
    for (const { state } of [...this.model.successors(this.step)]) {
      this.transitions += 1;
      this.visit(state, from);
      if (this.violation !== undefined) return;
    }
    // Only the way here is still needed, and what each step on it did.
    from.state = undefined;
  }

  visit(state, from) {
    this.model.enter(state);
    const visit = {
      state,
      last: state[this.model.variables.indexOf(label)],
      from,
      depth: from === undefined ? 0 : from.depth + 1,
    };
    if (from !== undefined) this.check(this.ofSteps, visit);
    const digest = digestOf(this.model, state);
    if (this.violation !== undefined || this.visited.has(digest)) return;
    this.visited.add(digest);
    this.waiting.push(visit);
    this.check(this.invariants, visit);
  }

  check(invariants, visit) {
    const broken = invariants.find(({ holds }) => !holds());
    if (broken !== undefined) this.violation = { invariant: broken.name, steps: stepsTo(visit) };
  }

  result() {
    const { transitions, violation } = this;
    const depth = this.waiting.at(-1)?.depth ?? 0;
    const isExhausted = this.next === this.waiting.length && violation === undefined;
    return { states: this.visited.size, transitions, depth, isExhausted, violation };
  }
}

function promised(model, names) {
  return names.map((name) => ({ name, holds: model.value(name) }));
}

/** What each step on the way did. */
function stepsTo(visit) {
  const steps = [];
  for (let at = visit; at !== undefined; at = at.from) steps.unshift(at.last);
  return steps;
}

/**
 * Takes random steps, and asks for each invariant after each.
 *
 * @param random whole numbers from 0 to below a bound: see `randomFrom`.
 * @returns the states, the first one included, and the name of the invariant that the last one breaks, if any.
 */
export function runSteps(model, { world, invariants, ofSteps = [], steps: most, random }) {
  const step = model.action('step');
  const promises = promised(model, [...invariants, ...ofSteps]);
  const states = firstStates(model, world).slice(0, 1);
  while (states.length <= most) {
    model.enter(states.at(-1));
    const state = model.take(step, random);
    if (state === undefined) break;
    states.push(state);
    model.enter(state);
    const broken = promises.find(({ holds }) => !holds());
    if (broken !== undefined) return { states, violation: broken.name };
  }
  return { states, violation: undefined };
}
