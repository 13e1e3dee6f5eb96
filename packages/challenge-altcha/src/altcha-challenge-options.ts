/** Options of `AltchaChallenge`. */
export interface AltchaChallengeOptions {
  /**
   * What the keys that sign the challenges are derived from: `secret` of `createThreepid`, or another one, the same in
   * every process. Of a list, the first signs, and the others are still accepted, so that you can rotate it.
   */
  readonly secret: string | readonly string[];
  /**
   * The most tries that the usual challenge takes; on average it takes half of them. A difficulty multiplies it. Default:
   * 3,000.
   */
  readonly mostTries?: number;
  /** Iterations of PBKDF2 with SHA-256 in one try, and what it costs to make a challenge. Default: 2,000. */
  readonly iterations?: number;
  /** Time to solve a challenge and to use the answer, in milliseconds. Default: 300,000. */
  readonly lifetimeMs?: number;
}

/** Checked options, with every default. */
export interface CheckedOptions extends Required<Omit<AltchaChallengeOptions, 'secret'>> {
  readonly secrets: readonly [string, ...string[]];
}

const defaults = { mostTries: 3_000, iterations: 2_000, lifetimeMs: 300_000 };

/** @throws TypeError if an option is invalid. */
export function checkedOptions({ secret, ...given }: AltchaChallengeOptions): CheckedOptions {
  const [newest, ...older]: readonly unknown[] = [secret].flat();
  if (!isSecret(newest) || !older.every(isSecret))
    throw new TypeError('AltchaChallenge: secret must be a string that is not empty, or a list of them');
  const { mostTries, iterations, lifetimeMs } = { ...defaults, ...given };
  const numbers = { mostTries, iterations, lifetimeMs };
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TypeError(`AltchaChallenge: ${name} must be a whole number of 1 or more`);
  return { ...numbers, secrets: [newest, ...older] };
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
