// Random runs of the guard's models as lines of text, which `replayBalanceTrace` and `replaySpendingTrace` of
// @threepid/contract-tests take on a storage.
import { fileURLToPath } from 'node:url';
import { CompiledModel, plain } from './compiled-model.mjs';
import { loadModel } from './quint-model.mjs';
import { runSteps } from './step-explorer.mjs';

/** Runs of balances in each of these worlds by turns. */
export function balanceTraces(random, { worlds, count, steps }) {
  const model = modelOf('balances');
  const traces = tracesOf(model, { worlds, count, steps, random, lineOf: balanceLine });
  return { worlds: worldsOf(model, worlds, balanceWorld), traces };
}

/** Runs of money. */
export function spendingTraces(random, { count, steps }) {
  const model = modelOf('spending');
  const worlds = ['crowd', 'budgets', 'midnight'];
  const traces = tracesOf(model, { worlds, count, steps, random, lineOf: spendingLine });
  return { worlds: worldsOf(model, worlds, spendingWorld), traces };
}

function modelOf(name) {
  return new CompiledModel(loadModel(fileURLToPath(new URL(`${name}.qnt`, import.meta.url)), name));
}

function worldsOf(model, names, toJson) {
  const worlds = new Map(plain(model.value('WORLDS')()));
  return Object.fromEntries(names.map((name) => [name, toJson(worlds.get(name))]));
}

function balanceWorld({ rules, messages }) {
  return { rules: Object.fromEntries(rules), messages };
}

function spendingWorld({ countries, prices, budgets, hasTotal }) {
  return { countries, prices: Object.fromEntries(prices), budgets: Object.fromEntries(budgets), hasTotal };
}

function tracesOf(model, { worlds, count, steps, random, lineOf }) {
  const known = worldsOf(model, worlds, (world) => world);
  return Array.from({ length: count }, (_, index) => {
    const world = worlds[index % worlds.length];
    const { states } = runSteps(model, { world, invariants: [], steps, random });
    const [ofState, ofLast] = ['state', 'last'].map((name) => model.variables.indexOf(name));
    const lines = states
      .slice(1)
      .map((state) => lineOf(plain(state[ofState]), plain(state[ofLast]), known[world]));
    return [world, ...lines.filter((line) => line !== undefined)];
  });
}

/** Undefined for what asks nothing of a storage. */
function balanceLine(state, { call, decision, before }) {
  const { name, place, clock, proved, fault } = call;
  if (name === 'wait') return undefined;
  const options = [proved && 'proved', fault].filter(Boolean);
  const asked = [name, before.time + clock, place, ...options].join(' ');
  const answer = name === 'charge' ? ` = ${decisionText(decision)}` : '';
  return `${asked}${answer} | ${changedText(before.table, state.table)}`;
}

function decisionText({ kind, lane, world, short, wait, challenge }) {
  if (kind === 'allow') return `allow ${lane} ${world ? 'all' : 'country'}`;
  return `refuse ${lane} ${short} ${wait} ${challenge ? 'challenge' : 'wait'}`;
}

/** The balances that aren't as before; those that are gone have no amount. */
function changedText(before, after) {
  const texts = ([key, { amount, at }]) => [key.join('/'), `${amount}@${at}`];
  const [old, now] = [new Map(before.map(texts)), new Map(after.map(texts))];
  const changed = [...now].filter(([key, text]) => old.get(key) !== text).map((pair) => pair.join(':'));
  const gone = [...old.keys()].filter((key) => !now.has(key)).map((key) => `${key}:`);
  return [...changed, ...gone].join(' ');
}

function spendingLine(state, { call, outcome, before }, world) {
  const { name, place, clock, fault } = call;
  if (name === 'reserve') {
    const day = before.today + clock;
    const asked = ['reserve', day, place, ...(fault === 'twice' ? ['twice'] : [])].join(' ');
    return `${asked} = ${outcomeText(outcome, world)} | ${heldText(state, world.countries[place], day)}`;
  }
  if (name !== 'release') return undefined;
  const { day, country } = before.messages[place];
  return `release ${day} ${place} | ${heldText(state, country, day)}`;
}

function outcomeText({ kind, budget, country, world }, { hasTotal }) {
  if (kind === 'short') return `short ${budget}`;
  return ['reserved', ...country, ...(hasTotal ? world : [])].join(' ');
}

/** What the country's day and month hold. */
function heldText(state, country, day) {
  const held = new Map(state.held.map(([period, spent]) => [period.join('/'), spent]));
  const periods = [`${country}/day/${day}`, `${country}/month/${Math.trunc(day / 2)}`];
  const spent = periods.map((period) => held.get(period) ?? { money: 0, messages: 0 });
  return spent.flatMap(({ money, messages }) => [money, messages]).join(' ');
}
