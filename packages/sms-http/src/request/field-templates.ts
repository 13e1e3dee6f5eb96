import type { CaseOf, FieldTemplate, ValueTemplate } from '../declaration/sms-http-declaration.js';
import { compileTemplate, type Escape, type Values } from '../template/compile-template.js';

/** Renders a field: no value if it is left out, several if it is repeated. */
export type FieldRenderer = (values: Values) => readonly string[];

/** Compiles a field of a form or a query. */
export function compileField(template: FieldTemplate): FieldRenderer {
  if (typeof template === 'string') return single(template);
  if (typeof template !== 'object') return always([String(template)]);
  if (isList(template)) {
    const items = template.map(compileField);
    return (values) => items.flatMap((item) => item(values));
  }
  return compileCase<FieldTemplate, readonly string[]>(template, compileField, []);
}

/** Compiles a header. */
export function compileValue(template: ValueTemplate, escape: Escape): FieldRenderer {
  if (typeof template === 'string') return single(template, escape);
  return compileCase<string, readonly string[]>(template, (one) => single(one, escape), []);
}

/**
 * Compiles a choice.
 *
 * @param missing what it is if no case fits.
 */
export function compileCase<Template, Result>(
  choice: CaseOf<Template>,
  compile: (template: Template) => (values: Values) => Result,
  missing: Result,
): (values: Values) => Result {
  const { $case, ...cases } = choice;
  const subject = compileTemplate($case);
  const compiled = new Map(
    Object.entries(cases).map(([value, template]) => [value, compile(template as Template)] as const),
  );
  return (values) => {
    const chosen = compiled.get(subject(values) ?? '*') ?? compiled.get('*');
    return chosen === undefined ? missing : chosen(values);
  };
}

function single(template: string, escape?: Escape): FieldRenderer {
  const render = compileTemplate(template, escape);
  return (values) => {
    const text = render(values);
    return text === undefined ? [] : [text];
  };
}

function always(values: readonly string[]): FieldRenderer {
  return () => values;
}

function isList(template: object): template is readonly FieldTemplate[] {
  return Array.isArray(template);
}
