import type { Environment, Setting, SettingTable } from './setting.js';

/** The values of the settings that could be read, and the errors of the others, each by its variable. */
export interface TableReading<V> {
  readonly values: Partial<V>;
  readonly errors: readonly string[];
}

/** Reads a table of settings. */
export function readTable<V>(table: SettingTable<V>, environment: Environment): TableReading<V> {
  const values: Partial<V> = {};
  const errors: string[] = [];
  for (const key in table) {
    const text = textOf(table[key], environment);
    try {
      values[key] = table[key].parse(text);
    } catch (error) {
      errors.push(errorOf(table[key], text, error));
    }
  }
  return { values, errors };
}

/** Without the value of a secret. */
function errorOf({ name, secret = false }: Setting<unknown>, text: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${name}: ${aboutVariable(secret && text !== '' ? reason.replaceAll(text, '********') : reason)}`;
}

/** An error's words without the option that it begins with: `brand must be ...`. Operators know variables alone. */
export function aboutVariable(reason: string): string {
  return reason.replace(/^threepid: /, '').replace(/^[a-z][\w.[\]]* (?=must |')/, '');
}

function textOf({ name, fallback }: Setting<unknown>, environment: Environment): string {
  const text = environment[name]?.trim() ?? '';
  return text === '' ? fallback : text;
}
