// Checks a model: exhaustively, breadth first over all states that can be reached; or by random runs.
import { createHash } from 'node:crypto';

/** The variable that says what the last step did. It is no part of the state. */
export const label = 'last';

/**
 * Visits every state that `init` and `step` lead to, until an invariant is broken.
 *
 * @param model see `loadModel`.
 * @param scope `init`, `step`, `invariants` and `fair` are names of the model's definitions; `step` is an `any`, or one action.
 * `most` states and `depth` stop it early. `fair` is what goes on when nothing more
 * breaks: from each state, in whatever order its steps are taken, it must come to an end at which `quiet` holds.
 * @returns `never` has the names of the actions of `step` that no state has let happen.
 */
export function explore(model, { init, step, invariants, fair, quiet, most = Infinity, depth = Infinity }) {
  const search = new Search(model, { step, invariants, fair, quiet });
  for (const action of model.actions(init)) {
    for (const { state, picks } of model.successors(action)) search.visit(state, { from: -1, action, picks });
  }
  while (search.canGoOn(most, depth)) search.goOn();
  return search.result();
}

class Search {
  /** Digests of the states. */
  visited = new Map();
  /** How each state was reached first. */
  origins = [];
  depths = [];
  waiting = [];
  next = 0;
  transitions = 0;
  broken = undefined;
  /** Names of the actions that some state has let happen. */
  taken = new Set();

  constructor(model, { step, invariants, fair, quiet }) {
    this.model = model;
    this.endings = fair === undefined ? undefined : new Endings(model, fair, quiet);
    this.actions = model.actions(step);
    this.invariants = invariants.map((name) => ({ name, holds: model.holds(name) }));
  }

  get hasNext() {
    return this.next < this.waiting.length;
  }

  canGoOn(most, depth) {
    return this.hasNext && this.broken === undefined && this.seen < most && this.depths[this.next] < depth;
  }

  get seen() {
    return this.origins.length;
  }

  /** Takes all steps from the next state. */
  goOn() {
    const from = this.next;
    const state = this.waiting[from];
    this.waiting[from] = undefined;
    this.next += 1;
    for (const action of this.actions) {
      // An invariant was asked in the state after.
      this.model.enter(state);
      for (const { state: after, picks } of [...this.model.successors(action)]) {
        this.transitions += 1;
        this.taken.add(action.name);
        if (!this.isSame(state, after)) this.visit(after, { from, action, picks });
        if (this.broken !== undefined) return;
      }
    }
  }

  /** True if a step has plainly changed nothing. */
  isSame(before, after) {
    return this.model.variables.every((name, place) => name === label || before[place] === after[place]);
  }

  visit(state, origin) {
    const digest = digestOf(this.model, state);
    if (this.visited.has(digest)) return;
    const place = this.origins.length;
    this.visited.set(digest, place);
    this.origins.push(origin);
    this.depths.push(origin.from < 0 ? 0 : this.depths[origin.from] + 1);
    this.waiting.push(state);
    this.model.enter(state);
    const broken =
      this.invariants.find(({ holds }) => !holds())?.name ?? this.endings?.brokenBy(state, digest);
    if (broken !== undefined) this.broken = { invariant: broken, place };
  }

  result() {
    const { transitions, depths, seen: states } = this;
    const depth = depths.at(-1) ?? 0;
    const isExhausted = !this.hasNext && this.broken === undefined;
    const violation = this.broken && { ...this.broken, steps: this.stepsTo(this.broken.place) };
    const never = this.actions.map(({ name }) => name).filter((name) => !this.taken.has(name));
    return { states, transitions, depth, isExhausted, violation, never, endsWithin: this.endings?.longest };
  }

  /** The shortest way to a state: each step's action, and the state after it. */
  stepsTo(place) {
    const steps = [];
    for (let at = place; at >= 0; at = this.origins[at].from) steps.unshift(this.origins[at]);
    return replay(this.model, steps);
  }
}

/** More fair steps than any end is away. */
const tooFar = 30;

/** How far each state is from its end, if only fair steps are taken. */
class Endings {
  /** By digest: the most steps until the end; undefined while they are being counted. */
  distances = new Map();
  longest = 0;

  constructor(model, fair, quiet) {
    this.model = model;
    this.actions = model.actions(fair);
    this.isQuiet = model.holds(quiet);
  }

  /** The name of what is broken; undefined if nothing is. */
  brokenBy(state, digest) {
    const distance = this.distanceOf(state, digest);
    this.longest = Math.max(this.longest, distance);
    return distance === Infinity ? 'everyRequestEnds' : undefined;
  }

  /** Infinity if the state may lead to itself, too far, or to one that isn't quiet and has no step. */
  distanceOf(state, digest, from = 0) {
    if (this.distances.has(digest)) return this.distances.get(digest) ?? Infinity;
    if (from > tooFar) return Infinity;
    this.distances.set(digest, undefined);
    this.model.enter(state);
    const distance = this.isQuiet() ? 0 : this.distanceByNext(state, from + 1);
    this.distances.set(digest, distance);
    return distance;
  }

  distanceByNext(state, from) {
    const next = this.actions.flatMap((action) => {
      this.model.enter(state);
      return [...this.model.successors(action)];
    });
    let longest = next.length === 0 ? Infinity : 0;
    for (const { state: after } of next) {
      if (longest === Infinity) return Infinity;
      longest = Math.max(longest, this.distanceOf(after, digestOf(this.model, after), from));
    }
    return 1 + longest;
  }
}

/** Takes steps again. */
function replay(model, steps) {
  let state;
  return steps.map(({ action, picks }) => {
    if (state !== undefined) model.enter(state);
    const left = [...picks];
    state = model.take(action, () => left.shift());
    return { action: action.name, state: named(model, state) };
  });
}

function named(model, state) {
  return Object.fromEntries(model.variables.map((name, place) => [name, model.plain(state[place])]));
}

/** The same for equal states, whatever the last step did. */
export function digestOf(model, state) {
  const hash = createHash('md5');
  for (const [place, name] of model.variables.entries()) {
    if (name !== label) hash.update(`${model.textOf(state[place])};`);
  }
  return hash.digest('latin1');
}

/**
 * Takes random steps.
 *
 * @param random see `randomFrom`.
 * @param weights how often each action is tried, by its name; 1 unless it says otherwise.
 * @returns the steps: each action's name, and the variables after it. `violation` is the name of the invariant that the last
 * step broke, if any.
 */
export function simulate(model, { init, step, invariants, steps: most, random, weights = {} }) {
  const promises = invariants.map((name) => ({ name, holds: model.holds(name) }));
  const actions = model.actions(step).flatMap((action) => Array(weights[action.name] ?? 1).fill(action));
  const [first] = model.actions(init);
  let state = model.take(first, random);
  const steps = [{ action: first.name, state: named(model, state) }];
  model.enter(state);
  while (steps.length <= most) {
    const taken = randomStep(model, actions, random);
    if (taken === undefined) break;
    state = taken.state;
    steps.push({ action: taken.action.name, state: named(model, state) });
    model.enter(state);
    const broken = promises.find(({ holds }) => !holds());
    if (broken !== undefined) return { steps, violation: broken.name };
  }
  return { steps, violation: undefined };
}

/** A possible action, by chance; undefined if none was found. */
function randomStep(model, actions, random) {
  for (let tries = 0; tries < 20 * actions.length; tries += 1) {
    const action = actions[Number(random(BigInt(actions.length)))];
    const state = model.take(action, random);
    if (state !== undefined) return { action, state };
  }
  return undefined;
}

/** Random whole numbers from 0 to below a bound, the same for a seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (BigInt((mixed ^ (mixed >>> 14)) >>> 0) * bound) >> 32n;
  };
}
