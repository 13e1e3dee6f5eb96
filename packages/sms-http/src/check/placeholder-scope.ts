import { messagePlaceholders, reportPlaceholders, sometimesMissing } from '../template/placeholders.js';
import { parseTemplate } from '../template/parse-template.js';
import { requestPlaceholders } from '../request/request-placeholders.js';
import { isObject, listed, meant, text, type Shape } from './shape.js';

/** The placeholders that a template may have. */
export interface Scope {
  readonly names: readonly string[];
  /** Those that can be missing. */
  readonly missing: ReadonlySet<string>;
}

/** The settings of a declaration, by what its templates need to know of them. */
export interface KnownSettings {
  readonly names: readonly string[];
  readonly optional: ReadonlySet<string>;
  readonly secret: ReadonlySet<string>;
}

/** Reads the settings of a declaration that isn't checked yet. */
export function knownSettings(declaration: unknown): KnownSettings {
  const settings = isObject(declaration) && isObject(declaration['settings']) ? declaration['settings'] : {};
  const optional = Object.entries(settings)
    .filter(
      ([, setting]) => isObject(setting) && setting['optional'] === true && setting['default'] === undefined,
    )
    .map(([name]) => name);
  const secret = Object.entries(settings)
    .filter(([, setting]) => isObject(setting) && setting['secret'] === true)
    .map(([name]) => name);
  return { names: Object.keys(settings), optional: new Set(optional), secret: new Set(secret) };
}

/** The placeholders of a message, and settings. */
export function messageScope(settings: KnownSettings): Scope {
  return scopeOf(Object.keys(messagePlaceholders), settings);
}

/** The placeholders of a report, and settings. */
export function reportScope(settings: KnownSettings): Scope {
  return scopeOf(Object.keys(reportPlaceholders), settings);
}

/** A scope with others before it. */
export function scopeWith(scope: Scope, names: readonly string[]): Scope {
  return { ...scope, names: [...names, ...scope.names] };
}

/** A scope without some. */
export function scopeWithout(scope: Scope, names: readonly string[]): Scope {
  return { ...scope, names: scope.names.filter((name) => !names.includes(name)) };
}

/** The settings alone. */
export function settingScope(settings: KnownSettings): Scope {
  return { names: settings.names, missing: settings.optional };
}

/** Names that no setting may have. */
export const reservedNames: ReadonlySet<string> = new Set(
  [
    ...Object.keys({ ...messagePlaceholders, ...reportPlaceholders, ...requestPlaceholders }),
    'signature',
    'query',
    'sortedFields',
    'header',
  ].map((name) => name.replace(/:.*/, '')),
);

/** A template. */
export function template(scope: Scope): Shape {
  return text((value) => errorOf(value, scope));
}

/** A template that can't be left out: all its values are there. */
export function neededTemplate(scope: Scope): Shape {
  return text((value) => errorOf(value, scope) ?? missingIn(value, scope));
}

/**
 * What is wrong with a template. Undefined if nothing is.
 *
 * @param isOther true for placeholders that the scope doesn't list.
 */
export function errorOf(
  value: string,
  { names }: Pick<Scope, 'names'>,
  isOther: (name: string) => boolean = () => false,
): string | undefined {
  try {
    const unknown = parseTemplate(value).flatMap((part) =>
      typeof part === 'string' || names.includes(part.name) || isOther(part.name) ? [] : [part.name],
    );
    return unknown.length === 0
      ? undefined
      : unknown.map((name) => unknownPlaceholder(name, names)).join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function missingIn(value: string, { missing }: Scope): string | undefined {
  const found = parseTemplate(value).find((part) => typeof part === 'object' && missing.has(part.name));
  if (typeof found !== 'object') return undefined;
  return `has {${found.name}}, which may be missing; it can't be left out here`;
}

function unknownPlaceholder(name: string, names: readonly string[]): string {
  const forms = names.filter((known) => known.startsWith(`${name.replace(/:.*/, '')}:`));
  const known = forms.length > 0 ? forms : names;
  const help = forms.length > 0 ? '' : meant(name, names);
  return `has the unknown placeholder {${name}}${help || `; write ${listed(known.map((one) => `{${one}}`))}`}`;
}

function scopeOf(names: readonly string[], settings: KnownSettings): Scope {
  return {
    names: [...names, ...settings.names],
    missing: new Set([...sometimesMissing, ...settings.optional]),
  };
}
