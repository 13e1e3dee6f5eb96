/** One setting of the environment: how it is read, and its text in `--help`. */
export interface Setting<T> {
  readonly name: string;
  /** Value of a variable that is missing or empty. */
  readonly fallback: string;
  readonly help: string;
  /** True if its value is shown nowhere, such as a password. Default: false. */
  readonly secret?: boolean;
  /** True if it may differ by country: `VONAGE_FROM_US` beside `VONAGE_FROM`. Default: false. */
  readonly byCountry?: boolean;
  /** @throws TypeError that says what the value must be. */
  readonly parse: (text: string) => T;
}

/** True if a setting reads this variable: its own, or that of a country if it may differ by country. */
export function reads(
  { name, byCountry = false }: Pick<Setting<unknown>, 'name' | 'byCountry'>,
  variable: string,
): boolean {
  if (variable === name) return true;
  return byCountry && variable.startsWith(`${name}_`) && /^[A-Z]{2}$/.test(variable.slice(name.length + 1));
}

/** An environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings, by the names of their values. */
export type SettingTable<V> = { readonly [K in keyof V]: Setting<V[K]> };

/** The values of a table of settings. */
export type SettingValues<S> = S extends SettingTable<infer V> ? V : never;
