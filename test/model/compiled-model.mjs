// A model in Quint as JavaScript, which takes some thirty times as many steps a second as Quint's own evaluator. The parts named
// `as Quint` compare both on random states, so what is checked here is what Quint means.
//
// Numbers are numbers, strings strings, tuples and lists arrays, records objects whose fields are in order, sets and maps the
// classes below. No value is ever changed.

import { nameOf } from './quint-model.mjs';

/** Texts of records. */
const texts = new WeakMap();

/** A text that two values of one type share if, and only if, they are equal. */
export function textOf(value) {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return textOfList(value);
  if (value instanceof QuintSet || value instanceof QuintMap) return (value.text ??= value.toText());
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = `{${textOfList(Object.values(value))}}`));
  return text;
}

/** They are short, and asked for as often as they are made. */
function textOfList(values) {
  let text = '[';
  for (const value of values) text += `${textOf(value)},`;
  return `${text}]`;
}

/** The value as JSON: a map is a list of pairs, a set a list. */
export function plain(value) {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof QuintSet) return value.values().map(plain);
  if (value instanceof QuintMap) return [...value.items.values()].map((pair) => pair.map(plain));
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held)]));
}

class QuintSet {
  text;

  /** @param items by their texts. */
  constructor(items) {
    this.items = items;
  }

  static of(values) {
    const items = new Map();
    for (const value of values) items.set(textOf(value), value);
    return new QuintSet(items);
  }

  get size() {
    return this.items.size;
  }

  has(value) {
    return this.items.has(textOf(value));
  }

  values() {
    return [...this.items.values()];
  }

  toText() {
    return `(${[...this.items.keys()].sort().join()})`;
  }

  with(other) {
    return new QuintSet(new Map([...this.items, ...other.items]));
  }

  filter(isKept) {
    return new QuintSet(new Map([...this.items].filter(([, value]) => isKept(value))));
  }
}

class QuintMap {
  text;

  /** @param items pairs by the texts of their keys. */
  constructor(items) {
    this.items = items;
  }

  static of(pairs) {
    return new QuintMap(new Map(pairs.map(([key, value]) => [textOf(key), [key, value]])));
  }

  toText() {
    return `<${[...this.items]
      .map(([key, [, held]]) => `${key}:${textOf(held)}`)
      .sort()
      .join()}>`;
  }

  has(key) {
    return this.items.has(textOf(key));
  }

  get(key) {
    const pair = this.items.get(textOf(key));
    if (pair === undefined) throw new Error(`there is no key ${textOf(key)}`);
    return pair[1];
  }

  with(key, value) {
    return new QuintMap(new Map(this.items).set(textOf(key), [key, value]));
  }

  withKnown(key, value) {
    this.get(key);
    return this.with(key, value);
  }

  keys() {
    return QuintSet.of([...this.items.values()].map(([key]) => key));
  }
}

function nth(list, place) {
  if (place < 0 || place >= list.length) throw new Error(`a list of ${list.length} has no place ${place}`);
  return list[place];
}

function range(from, to) {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function* combinations([first, ...others]) {
  if (first === undefined) return void (yield []);
  for (const value of first.values()) for (const rest of combinations(others)) yield [value, ...rest];
}

const equal = (one, other) => one === other || textOf(one) === textOf(other);

/** What Quint has built in, over values. */
const builtins = {
  not: (one) => !one,
  iff: (one, other) => one === other,
  eq: equal,
  neq: (one, other) => !equal(one, other),
  iadd: (one, other) => one + other,
  isub: (one, other) => one - other,
  imul: (one, other) => one * other,
  idiv: (one, other) => Math.trunc(one / other),
  imod: (one, other) => one % other,
  iuminus: (one) => 0 - one,
  ilt: (one, other) => one < other,
  ilte: (one, other) => one <= other,
  igt: (one, other) => one > other,
  igte: (one, other) => one >= other,
  Set: (...values) => QuintSet.of(values),
  List: (...values) => values,
  Tup: (...values) => values,
  Map: (...pairs) => QuintMap.of(pairs),
  // A value of a sum type.
  variant: (tag, value) => ({ tag, value }),
  item: (tuple, place) => nth(tuple, place - 1),
  tuples: (...sets) => QuintSet.of(combinations(sets)),
  to: (from, last) => QuintSet.of(range(from, last + 1)),
  range: (from, end) => range(from, end),
  nth,
  replaceAt: (list, place, value) => {
    nth(list, place);
    return list.with(place, value);
  },
  head: (list) => nth(list, 0),
  tail: (list) => list.slice(1),
  length: (list) => list.length,
  slice: (list, from, end) => list.slice(from, end),
  append: (list, value) => [...list, value],
  concat: (one, other) => [...one, ...other],
  indices: (list) => QuintSet.of(range(0, list.length)),
  foldl: (list, first, change) => list.reduce((result, value) => change(result, value), first),
  select: (list, isKept) => list.filter((value) => isKept(value)),
  contains: (set, value) => set.has(value),
  in: (value, set) => set.has(value),
  subseteq: (set, other) => set.values().every((value) => other.has(value)),
  exclude: (set, other) => set.filter((value) => !other.has(value)),
  intersect: (set, other) => set.filter((value) => other.has(value)),
  union: (set, other) => set.with(other),
  size: (set) => set.size,
  flatten: (sets) => QuintSet.of(sets.values().flatMap((set) => set.values())),
  exists: (set, holds) => set.values().some((value) => holds(value)),
  forall: (set, holds) => set.values().every((value) => holds(value)),
  map: (set, change) => QuintSet.of(set.values().map((value) => change(value))),
  filter: (set, isKept) => set.filter(isKept),
  fold: (set, first, change) => set.values().reduce((result, value) => change(result, value), first),
  get: (map, key) => map.get(key),
  put: (map, key, value) => map.with(key, value),
  set: (map, key, value) => map.withKnown(key, value),
  setBy: (map, key, change) => map.with(key, change(map.get(key))),
  keys: (map) => map.keys(),
  hasKey: (map, key) => map.has(key),
  mapBy: (set, change) => QuintMap.of(set.values().map((key) => [key, change(key)])),
  setToMap: (set) => QuintMap.of(set.values()),
};

/** Writes the text of the function. */
class Writer {
  /** Of the definitions, in the order in which they are needed. */
  lines = [];
  written = new Set();

  /** @param variables the names of those that were met, which grow. */
  constructor(table, variables) {
    this.table = table;
    this.variables = variables;
  }

  expression(expr) {
    switch (expr.kind) {
      case 'bool':
      case 'int':
        return String(expr.value);
      case 'str':
        return JSON.stringify(expr.value);
      case 'name':
        return this.name(expr);
      case 'lambda':
        return `(${expr.params.map(({ id }) => `p${id}`).join()}) => ${this.body(expr.expr)}`;
      case 'let':
        return this.binding(expr);
      case 'app':
        return this.application(expr);
    }
  }

  /** An object literal in its place would be a block. */
  body(expr) {
    return `(${this.expression(expr)})`;
  }

  name({ id, name }) {
    const found = this.table.get(id);
    if (found === undefined) throw new Error(`${name} is not built in here`);
    if (found.kind === 'param') return `p${found.id}`;
    if (found.kind === 'var') return `state[${this.variable(found.name)}]`;
    if (found.depth !== undefined && found.depth > 0) return `d${found.id}`;
    this.define(found);
    return isValue(found) ? `d${found.id}()` : `d${found.id}`;
  }

  variable(name) {
    if (!this.variables.includes(name)) this.variables.push(name);
    return this.variables.indexOf(name);
  }

  /** A definition of a module: a value is kept for the state in which it was asked for. */
  define({ id, expr, qualifier }) {
    if (this.written.has(id)) return;
    this.written.add(id);
    const text = this.expression(expr);
    if (expr.kind === 'lambda') this.lines.push(`const d${id} = ${text};`);
    else if (qualifier === 'pureval')
      this.lines.push(`let k${id}; const d${id} = () => (k${id} ??= ${text});`);
    else this.lines.push(`const d${id} = () => ${text};`);
  }

  binding({ opdef, expr }) {
    const { id } = opdef;
    if (opdef.qualifier === 'nondet') return this.choice(opdef, expr);
    return `(() => { const d${id} = ${this.expression(opdef.expr)}; return ${this.body(expr)}; })()`;
  }

  choice({ id, expr: { args } }, body) {
    const [set] = args;
    return `choose(${this.expression(set)}, (d${id}) => ${this.body(body)})`;
  }

  application({ id, opcode, args }) {
    if (opcode === 'assign') return this.assignment(args);
    if (opcode === 'contains' && args[0].opcode === 'keys')
      return this.application({ id, opcode: 'hasKey', args: [args[0].args[0], args[1]] });
    const texts = args.map((arg) => this.expression(arg));
    if (opcode === 'Rec') return this.record(texts);
    if (opcode === 'field') return `${texts[0]}[${texts[1]}]`;
    if (opcode === 'with') return `{ ...${texts[0]}, [${texts[1]}]: ${texts[2]} }`;
    if (opcode === 'ite') return `(${texts[0]} ? ${texts[1]} : ${texts[2]})`;
    if (opcode === 'and' || opcode === 'actionAll')
      return `(${texts.map((text) => `(${text})`).join(' && ')})`;
    if (opcode === 'or') return `(${texts.map((text) => `(${text})`).join(' || ')})`;
    if (opcode === 'implies') return `(!(${texts[0]}) || (${texts[1]}))`;
    if (this.table.has(id)) return `${this.name({ id, name: opcode })}(${texts.join()})`;
    if (!(opcode in builtins)) throw new Error(`${opcode} is not built in here`);
    return `builtin.${opcode}(${texts.join()})`;
  }

  /** Its fields are in order, so that equal records have one text. */
  record(texts) {
    const fields = texts.flatMap((text, at) => (at % 2 === 0 ? [`${text}: ${texts[at + 1]}`] : []));
    return `{ ${fields.sort().join(', ')} }`;
  }

  assignment([{ id }, value]) {
    const { name } = this.table.get(id);
    return `assign(${this.variable(name)}, ${this.expression(value)})`;
  }
}

function isValue({ expr }) {
  return expr.kind !== 'lambda';
}

/** Has the methods of `QuintModel` that take steps. Each definition is compiled when it is asked for. */
export class CompiledModel {
  state = [];
  after = [];
  variables = [];

  /** @param model the same, of Quint's evaluator. */
  constructor(model) {
    this.model = model;
  }

  /** An action whose alternatives are picks of `oneOf`. */
  action(name) {
    return { name, evaluate: this.compile(name) };
  }

  /** The alternatives of an action that is an `any`; the action itself, if it is none. */
  actions(name) {
    return this.model
      .alternatives(name)
      .map((part) => ({ name: nameOf(part), evaluate: this.compileExpression(part) }));
  }

  /** A function that evaluates a definition in the state of `enter`. */
  value(name) {
    return this.compile(name);
  }

  holds(name) {
    return this.compile(name);
  }

  textOf(value) {
    return textOf(value);
  }

  plain(value) {
    return plain(value);
  }

  /** Makes a state, with a value for each of `variables`, the one that actions start from. */
  enter(state) {
    for (const [place, value] of state.entries()) this.state[place] = value;
  }

  /** @returns the state after the action, with what `pick` says for each `oneOf`; undefined if the action is impossible. */
  take({ evaluate }, pick) {
    this.after.length = 0;
    this.pick = pick;
    return evaluate() ? [...this.after] : undefined;
  }

  /** Every state that the action can lead to, with the picks that do. */
  *successors(action) {
    yield* this.model.successors.call(this, action);
  }

  compile(name) {
    return this.compileExpression(this.model.expression(name));
  }

  compileExpression(expression) {
    const writer = new Writer(this.model.table, this.variables);
    const result = writer.expression(expression);
    const text = `'use strict';\n${writer.lines.join('\n')}\nreturn () => (${result});`;
    return new Function('builtin', 'state', 'choose', 'assign', text)(
      builtins,
      this.state,
      this.choose,
      this.assign,
    );
  }

  choose = (set, goOn) => {
    if (set.size === 0) return false;
    const inOrder = [...set.items].sort(([one], [other]) => (one < other ? -1 : 1));
    return goOn(inOrder[Number(this.pick(BigInt(inOrder.length)))][1]);
  };

  assign = (place, value) => {
    this.after[place] = value;
    return true;
  };
}
