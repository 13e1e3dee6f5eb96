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
    try {
      values[key] = table[key].parse(textOf(table[key], environment));
    } catch (error) {
      errors.push(`${table[key].name}: ${messageOf(error)}`);
    }
  }
  return { values, errors };
}

function textOf({ name, fallback }: Setting<unknown>, environment: Environment): string {
  const text = environment[name]?.trim() ?? '';
  return text === '' ? fallback : text;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^threepid: /, '');
}
