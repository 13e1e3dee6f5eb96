/** Accepts one of `choices`, else throws a TypeError that lists them. */
export function oneOf<T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new TypeError(`must be one of: ${choices.join(', ')}`);
    return choice;
  };
}
