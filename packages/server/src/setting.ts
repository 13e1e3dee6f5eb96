/** One setting of the environment: how it is read, and what `--help` says of it. */
export interface Setting<T> {
  readonly name: string;
  /** What stands for a variable that is missing or empty. */
  readonly fallback: string;
  readonly help: string;
  /** @throws TypeError that says what the value must be. */
  readonly parse: (text: string) => T;
}

/** An environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of a table of settings. */
export type SettingValues<S extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** The settings can't be used. The message lists every error, and what to change for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly string[]) {
    super(`These settings must change:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads a table of settings. What can't be used is added to `faults`; its value is undefined then, so that the values
 * are not to be used unless `faults` stays empty.
 */
export function readSettingValues<S extends Readonly<Record<string, Setting<unknown>>>>(
  settings: S,
  environment: Environment,
  faults: string[],
): Partial<SettingValues<S>> {
  const values = Object.entries(settings).map(([key, setting]) => {
    try {
      return [key, setting.parse(textOf(setting, environment))];
    } catch (error) {
      faults.push(
        `${setting.name}: ${(error instanceof Error ? error.message : String(error)).replace(/^threepid: /, '')}`,
      );
      return [key, undefined];
    }
  });
  return Object.fromEntries(values) as Partial<SettingValues<S>>;
}

function textOf({ name, fallback }: Setting<unknown>, environment: Environment): string {
  const text = environment[name]?.trim() ?? '';
  return text === '' ? fallback : text;
}

/** Splits a comma list; spaces and empty entries are dropped. */
export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Takes one of `choices`, else throws a TypeError that lists them. */
export function oneOf<T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new TypeError(`must be one of: ${choices.join(', ')}`);
    return choice;
  };
}

/** Takes a whole number of digits, else throws a TypeError that says the range. */
export function wholeNumber(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new TypeError(`must be a whole number from ${least} to ${greatest}`);
  };
}
