// A model in Quint, and the evaluator of Quint that takes its steps. Quint's own simulator takes random ones; here whoever
// asks says what each `oneOf` picks, so that all can be tried.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { plain, textOf } from './quint-values.mjs';

// A pick whose step is impossible is a step less, and not a reason to try the next one: each is asked for anyway. Quint reads
// this when it is loaded.
process.env.QUINT_RETRY_NONDET_SMALLER_THAN = '0';

const require = createRequire(import.meta.url);
const quint = (path) => require(`@informalsystems/quint/dist/src/${path}.js`);
const frontend = quint('parsing/quintParserFrontend');
const { newIdGenerator } = quint('idGenerator');
const { fileSourceResolver } = quint('parsing/sourceResolver');
const { analyzeModules } = quint('quintAnalyzer');
const { toExpr } = quint('cliHelpers');
const { walkDefinition } = quint('ir/IRVisitor');
const { Evaluator } = quint('runtime/impl/evaluator');
const { buildExpr } = quint('runtime/impl/builder');
const { initialRegisterValue } = quint('runtime/impl/VarStorage');
const { noExecutionListener } = quint('runtime/trace');

/**
 * Loads a module of a file.
 *
 * @param edit changes the text of a file before it is parsed, to plant an error.
 * @throws Error with what Quint's parser says.
 */
export function loadModel(path, main, edit = (text) => text) {
  return new QuintModel({ ...parse(path, edit), args: { main }, path });
}

/**
 * Checks the types and effects of a file and of what it imports. It takes longer than loading, and once is enough.
 *
 * @throws Error with what Quint says.
 */
export function checkTypes(path) {
  const { table, modules, sourceMap } = parse(path, (text) => text);
  const [errors] = analyzeModules(table, modules);
  if (errors.length > 0) throw quintError(path, errors, sourceMap);
}

function parse(path, edit) {
  const idGen = newIdGenerator();
  const sources = new Map();
  const files = fileSourceResolver(sources);
  const resolver = {
    ...files,
    load: (place) => files.load(place).map((text) => edit(text, basename(place.normalizedPath))),
  };
  const first = frontend.parsePhase1fromText(idGen, edit(readFileSync(path, 'utf8'), basename(path)), path);
  const place = resolver.lookupPath(dirname(path), basename(path));
  const second = frontend.parsePhase2sourceResolution(idGen, resolver, place, first);
  const fourth = frontend.parsePhase4toposort(frontend.parsePhase3importAndNameResolution(second));
  if (fourth.errors.length > 0) throw quintError(path, fourth.errors, fourth.sourceMap);
  return { ...fourth, idGen };
}

function quintError(path, errors, sourceMap) {
  const lines = errors.map((error) => {
    const [reference, told] = Array.isArray(error) ? error : [error.reference, error];
    const start = sourceMap.get(reference)?.start;
    const where = start === undefined ? path : `${sourceMap.get(reference).source}:${start.line + 1}`;
    return `${where}: ${told.message ?? JSON.stringify(told, undefined, 1)}`;
  });
  return new Error(lines.join('\n'));
}

/** An action of a model: one alternative of its `any`. */
export class Action {
  constructor(name, evaluate) {
    this.name = name;
    this.evaluate = evaluate;
  }
}

export class QuintModel {
  constructor(parsed) {
    this.parsed = parsed;
    this.table = parsed.resolver.table;
    this.pick = () => 0n;
    this.start();
  }

  start() {
    const random = { next: (bound) => this.pick(bound), getState: () => 0n };
    this.evaluator = new Evaluator(this.table, noExecutionListener, random);
    this.storage = this.evaluator.builder.varStorage;
  }

  /**
   * Plants an error in a definition: changes its text where that is found once.
   *
   * @returns a function that takes it out again.
   */
  plant({ definition, from, to }) {
    const references = [...this.table].filter(([, { kind, name }]) => kind === 'def' && name === definition);
    const planted = this.definitionFrom(
      changed(this.definitionText(definition, references), { definition, from, to }),
      references,
    );
    const set = (expr) => {
      for (const [id, known] of references)
        this.table.set(id, expr === undefined ? known : { ...known, expr });
      this.start();
    };
    set(planted.expr);
    return () => set(undefined);
  }

  definitionText(name, [first]) {
    if (first === undefined) throw new Error(`no definition is called ${name}`);
    const { source, start } = this.parsed.sourceMap.get(first[1].id);
    const text = readFileSync(source, 'utf8');
    // Its place is that of its name. It begins in that line, and a blank line follows it.
    const [definition] = text.slice(text.lastIndexOf('\n', start.index) + 1).split(/\n\n|\n\}/, 1);
    return definition.trim();
  }

  definitionFrom(text, [[, { id }]]) {
    const { idGen, sourceMap, resolver } = this.parsed;
    // A file is named after its module. Names are those that can be seen there.
    resolver.switchToModule(basename(sourceMap.get(id).source, '.qnt'));
    const definition = frontend.parseDefOrThrow(text, idGen, sourceMap);
    walkDefinition(resolver, definition);
    if (resolver.errors.length > 0) throw new Error(resolver.errors.map(({ message }) => message).join(', '));
    return definition;
  }

  /** The alternatives of an action that is an `any`; the action itself, if it is none. */
  actions(name) {
    return this.alternatives(name).map(
      (part) => new Action(nameOf(part), buildExpr(this.evaluator.builder, part)),
    );
  }

  alternatives(name) {
    const expression = this.expression(name);
    const { expr: body } = this.table.get(expression.id);
    return body.kind === 'app' && body.opcode === 'actionAny' ? body.args : [expression];
  }

  /** A function that says whether a definition holds in the state of `enter`. */
  holds(name) {
    const value = this.value(name);
    return () => value().toBool();
  }

  /** A text that two values of a variable share if, and only if, they are equal. */
  textOf(held) {
    return textOf(held.value);
  }

  plain(held) {
    return plain(held.value);
  }

  /** A function that evaluates a definition in the state of `enter`. */
  value(name) {
    const evaluate = buildExpr(this.evaluator.builder, this.expression(name));
    return () => {
      const result = evaluate(this.evaluator.ctx);
      if (result.isLeft()) throw new Error(`${name}: ${result.value.message}`);
      return result.value;
    };
  }

  /** Names of the variables, in the order of a state's values. Known once an action was taken. */
  get variables() {
    return [...this.storage.vars.values()].map(({ name }) => name);
  }

  /** Makes a state the one that actions start from. */
  enter(state) {
    let place = 0;
    for (const register of this.storage.vars.values()) {
      register.value = state[place];
      place += 1;
    }
    this.storage.clearCaches();
  }

  /** @returns the state after the action, with what `picks` says for each `oneOf`; undefined if the action is impossible. */
  take(action, pick) {
    for (const register of this.storage.nextVars.values())
      register.value = initialRegisterValue(register.name);
    this.pick = pick;
    const result = action.evaluate(this.evaluator.ctx);
    if (result.isLeft()) throw new Error(`${action.name}: ${result.value.message}`);
    if (!result.value.toBool()) return undefined;
    return [...this.storage.nextVars.values()].map((register) => {
      if (register.value.isLeft()) throw new Error(`${action.name} says nothing of ${register.name}`);
      return register.value;
    });
  }

  /** Every state that the action can lead to, with the picks that do. */
  *successors(action) {
    const picks = [];
    const bounds = [];
    for (;;) {
      let asked = 0;
      const state = this.take(action, (bound) => {
        if (asked === picks.length) picks.push(0n);
        bounds[asked] = bound;
        asked += 1;
        return picks[asked - 1];
      });
      picks.length = asked;
      if (state !== undefined) yield { state, picks: [...picks] };
      while (picks.length > 0 && picks.at(-1) === bounds[picks.length - 1] - 1n) picks.pop();
      if (picks.length === 0) return;
      picks[picks.length - 1] += 1n;
    }
  }

  expression(name) {
    const parsed = toExpr(this.parsed, name);
    if (parsed.isLeft()) throw new Error(`${name}: ${JSON.stringify(parsed.value)}`);
    return parsed.value;
  }
}

function changed(text, { definition, from, to }) {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`${definition} has not once, but ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

export function nameOf({ kind, name, opcode }) {
  return kind === 'name' ? name : opcode;
}
