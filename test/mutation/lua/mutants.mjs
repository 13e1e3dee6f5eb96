// The mutants of a Lua script: each is the script with one small change.
import luaparse from 'luaparse';

/** Comparisons, each with what it becomes: its boundary moved, and its opposite. */
const comparisons = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['~='],
  '~=': ['=='],
};
const arithmetic = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '^': '*' };
const logic = { and: 'or', or: 'and' };
/** Functions that are taken for each other. */
const functions = { min: 'max', max: 'min', floor: 'ceil', ceil: 'floor' };

/**
 * @param source of a script or of what scripts include.
 * @returns the mutants in their order: `start` and `end` of what is replaced, its `line`, `original`, `replacement`, and
 *   `mutatorName`.
 */
export function mutantsOfSource(source) {
  const tree = luaparse.parse(source, { ranges: true, locations: true, luaVersion: '5.1', comments: false });
  const mutants = [];
  const add = (mutatorName, [start, end], replacement) => {
    const original = source.slice(start, end);
    const line = source.slice(0, start).split('\n').length;
    if (original !== replacement) mutants.push({ mutatorName, start, end, line, original, replacement });
  };
  walk(tree, (node, parent) => mutatorsOf[node.type]?.({ node, parent, add, source }));
  return mutants.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** The source with a mutant in it. */
export function withMutant(source, { start, end, replacement }) {
  return source.slice(0, start) + replacement + source.slice(end);
}

const mutatorsOf = {
  BinaryExpression: mutateBinary,
  LogicalExpression({ node, add, source }) {
    replaceOperator({ node, add, source }, 'logic', [logic[node.operator]]);
    for (const side of [node.left, node.right])
      if (!['BinaryExpression', 'LogicalExpression'].includes(side.type)) negate(side, add, source);
  },
  UnaryExpression({ node, add, source }) {
    if (node.operator === 'not' || node.operator === '-')
      add('unary', node.range, textOf(node.argument, source));
  },
  IfClause: mutateCondition,
  ElseifClause: mutateCondition,
  WhileStatement({ node, add }) {
    add('condition', node.condition.range, 'false');
  },
  ForNumericStatement({ node, add, source }) {
    const end = textOf(node.end, source);
    add('boundary', node.end.range, `${end} + 1`);
    add('boundary', node.end.range, `${end} - 1`);
    if (node.step !== null) (node.step.argument ?? node.step).isStep = true;
  },
  ForGenericStatement({ node, add }) {
    add('removed loop', node.range, '');
  },
  NumericLiteral({ node, add }) {
    add('constant', node.range, String(node.value + 1));
    // A loop whose step is 0 never ends: each test would notice it, after minutes.
    if (node.isStep && node.value === 1) return;
    add('constant', node.range, node.value === 0 ? '(-1)' : String(node.value - 1));
  },
  BooleanLiteral({ node, add }) {
    add('constant', node.range, String(!node.value));
  },
  StringLiteral({ node, add, source }) {
    const text = textOf(node, source);
    add('constant', node.range, text === "''" ? "'?'" : "''");
  },
  AssignmentStatement: removeStatement,
  CallStatement: removeStatement,
  ReturnStatement({ node, parent, add }) {
    // The last one of a script or function, whose value is its answer, is mutated by its parts.
    if (parent.type === 'IfClause' || parent.type === 'ElseifClause' || parent.type === 'ElseClause')
      add('removed return', node.range, '');
  },
  CallExpression({ node, add }) {
    const { base } = node;
    const identifier = base.type === 'MemberExpression' ? base.identifier : base;
    const other = functions[identifier.name];
    if (other !== undefined) add('function', base.range, `math.${other}`);
  },
};

function mutateBinary({ node, add, source }) {
  const { operator } = node;
  if (operator in comparisons) replaceOperator({ node, add, source }, 'comparison', comparisons[operator]);
  else if (operator in arithmetic)
    replaceOperator({ node, add, source }, 'arithmetic', [arithmetic[operator]]);
  else if (operator === '..')
    for (const side of [node.left, node.right]) add('concatenation', node.range, textOf(side, source));
}

function mutateCondition({ node, add, source }) {
  add('condition', node.condition.range, 'true');
  add('condition', node.condition.range, 'false');
  // Neither of both, but each with the other's answer.
  negate(node.condition, add, source);
}

function negate(node, add, source) {
  if (node.type === 'UnaryExpression' && node.operator === 'not') return;
  if (node.type === 'BinaryExpression' && node.operator in comparisons) return;
  add('negated condition', node.range, `not (${textOf(node, source)})`);
}

function replaceOperator({ node, add, source }, name, replacements) {
  const from = node.left.range[1];
  const at = source.slice(from, node.right.range[0]).indexOf(node.operator) + from;
  for (const replacement of replacements) add(name, [at, at + node.operator.length], replacement);
}

function removeStatement({ node, add, source }) {
  const isCall = /\bcall\(/.test(textOf(node, source).split('\n')[0]);
  add(isCall ? 'removed call of Redis' : 'removed statement', node.range, '');
}

function textOf({ range: [start, end] }, source) {
  return source.slice(start, end);
}

function walk(node, visit, parent) {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit, parent);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if (typeof node.type === 'string') visit(node, parent);
  const next = typeof node.type === 'string' ? node : parent;
  for (const [name, value] of Object.entries(node))
    if (name !== 'range' && name !== 'loc') walk(value, visit, next);
}
