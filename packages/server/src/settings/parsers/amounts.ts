import { list } from './list.js';

const form = /^([A-Za-z0-9]+(?:\.[a-z]+)?)=(\d+(?:\.\d+)?)$/;

/** Accepts a comma-separated list of `name=amount`. The names are those of the core's options, which checks them. */
export function amounts(
  example: string,
): (text: string) => readonly (readonly [name: string, amount: number])[] {
  return (text) =>
    list(text).map((entry) => {
      const [, name, amount] = form.exec(entry) ?? [];
      if (name === undefined) throw new TypeError(`must look like ${example}, comma-separated`);
      return [name, Number(amount)] as const;
    });
}
