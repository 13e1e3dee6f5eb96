import ts from 'typescript';
import { coverageKey, type CountedModule } from './coverage.js';

/** A module's text with a counter in each block. */
export interface CountedSource {
  readonly text: string;
  readonly count: number;
}

/** Texts longer than this are messages for people, and no input has them. */
const longestLiteral = 64;

/**
 * Writes a counter into each block of a module: each function, each branch of `if`, `?:`, `&&`, `||`, `??` and `switch`,
 * each loop, and what comes after a statement that may have left the function. Lines stay what they are, so that stack
 * traces do.
 *
 * @param first the number of its first counter.
 */
export function countedSource(text: string, url: string, first: number): CountedSource {
  const file = ts.createSourceFile(url, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const writer = new CountingWriter(text, first);
  const body = writer.written(file);
  const count = writer.next - first;
  const told: CountedModule = { url, first, count, literals: [...writer.literals] };
  const beginning = `const __fuzz=globalThis[Symbol.for(${JSON.stringify(coverageKey)})];const __hits=__fuzz.counters;__fuzz.modules.push(${JSON.stringify(told)});`;
  return { text: beginning + body, count };
}

class CountingWriter {
  readonly literals = new Set<string>();

  constructor(
    private readonly text: string,
    public next: number,
  ) {}

  /** The text of a node, with that before it. */
  written(node: ts.Node): string {
    this.collect(node);
    let [written, at] = ['', node.getFullStart()];
    ts.forEachChild(node, (child) => {
      written += this.text.slice(at, child.getFullStart()) + this.counted(child, node);
      at = child.end;
    });
    return written + this.text.slice(at, node.end);
  }

  private counted(child: ts.Node, parent: ts.Node): string {
    if (ts.isBlock(child)) return this.countedBlock(child, parent);
    if (ts.isCaseOrDefaultClause(child)) return this.countedClause(child);
    if (isBranchStatement(child, parent)) return `{${this.count()};${this.written(child)}}`;
    if (isBranchExpression(child, parent)) return this.countedExpression(child);
    const written = this.written(child);
    return mayLeave(child) ? `${written}${this.count()};` : written;
  }

  private countedBlock(block: ts.Block, parent: ts.Node): string {
    const opening = block.getStart() + 1;
    const counter = ts.isBlock(parent) ? '' : `${this.count()};`;
    const written = this.written(block);
    const at = opening - block.getFullStart();
    return written.slice(0, at) + counter + written.slice(at);
  }

  private countedClause(clause: ts.CaseOrDefaultClause): string {
    const counter = `${this.count()};`;
    const [first] = clause.statements;
    const written = this.written(clause);
    // The expression may have counters of its own, so the statements are written again, from the end of the colon.
    if (first === undefined) return written + counter;
    const colon = this.text.slice(clause.getFullStart(), first.getFullStart());
    return ts.isCaseClause(clause) && !ts.isLiteralExpression(clause.expression)
      ? written
      : colon + counter + written.slice(colon.length);
  }

  private countedExpression(expression: ts.Node): string {
    const trivia = this.text.slice(expression.getFullStart(), expression.getStart());
    const counter = this.count();
    return `${trivia}(${counter},${this.written(expression).slice(trivia.length)})`;
  }

  private count(): string {
    const counter = `__hits[${this.next}]++`;
    this.next += 1;
    return counter;
  }

  private collect(node: ts.Node): void {
    if (ts.isSourceFile(node) || ts.isImportDeclaration(node.parent)) return;
    const text = literalOf(node);
    if (text !== undefined && text !== '' && text.length <= longestLiteral) this.literals.add(text);
  }
}

function literalOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateHead(node) || ts.isTemplateTail(node)) return node.text.trim();
  if (ts.isPropertyAssignment(node.parent) && node.parent.name === node && ts.isIdentifier(node))
    return node.text;
  return undefined;
}

/** A statement without braces that may not run. */
function isBranchStatement(child: ts.Node, parent: ts.Node): boolean {
  if (ts.isIfStatement(parent)) return child === parent.thenStatement || child === parent.elseStatement;
  return ts.isIterationStatement(parent, false) && child === parent.statement;
}

/** An expression that may not be evaluated. */
function isBranchExpression(child: ts.Node, parent: ts.Node): boolean {
  if (ts.isConditionalExpression(parent)) return child === parent.whenTrue || child === parent.whenFalse;
  if (ts.isArrowFunction(parent)) return child === parent.body;
  return ts.isBinaryExpression(parent) && child === parent.right && isShortCircuit(parent.operatorToken.kind);
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** A statement after which the rest of its block is a branch of its own. */
function mayLeave(node: ts.Node): boolean {
  if (!ts.isBlock(node.parent) && !ts.isSourceFile(node.parent)) return false;
  return (ts.isIfStatement(node) && node.elseStatement === undefined) || ts.isIterationStatement(node, false);
}
