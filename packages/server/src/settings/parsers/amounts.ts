import { list } from './list.js';

const form = /^([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)?)=(\d+(?:\.\d+)?)$/;

/**
 * Accepts a comma-separated list of `name=amount`, with each name once. The names are those of the core's options, which
 * checks them.
 */
export function amounts(
  example: string,
): (text: string) => readonly (readonly [name: string, amount: number])[] {
  return (text) => {
    const entries = list(text).map((entry) => {
      const [, name, amount] = form.exec(entry) ?? [];
      if (name === undefined)
        throw new TypeError(
          `must be a comma-separated list such as ${example}; '${entry}' isn't in that form`,
        );
      return [name, Number(amount)] as const;
    });
    const twice = entries.find(([name], place) => entries.findIndex(([other]) => other === name) < place);
    if (twice !== undefined) throw new TypeError(`must give ${twice[0]} only once`);
    return entries;
  };
}
