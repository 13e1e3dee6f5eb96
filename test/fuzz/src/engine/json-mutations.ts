import { asBytes } from './bytes.js';
import { tokenOf, type Ingredients } from './mutations.js';
import type { FuzzRandom } from './random.js';

/** A value's place within another. */
interface JsonPlace {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** Values of every kind, as JSON: each is made anew, because it will be changed itself. */
const oddValues: readonly string[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '0',
  '\0',
  '\ud800',
  [],
  {},
  [[]],
  [null],
  { '': '' },
  '\u202e',
  'x'.repeat(300),
].map((value) => JSON.stringify(value));

function oddValue(random: FuzzRandom): unknown {
  return JSON.parse(random.of(oddValues));
}

/** Changes the JSON in an input by its structure, so that it stays JSON. Inputs without any stay what they are. */
export function mutatedJson(text: string, ingredients: Ingredients): string {
  const found = jsonIn(text);
  if (found === undefined) return text;
  const [before, json, after] = found;
  const holder: Record<string, unknown> = { value: json };
  change(ingredients.random.of(placesBelow(holder)), ingredients);
  return before + asBytes(JSON.stringify(holder['value'])) + after;
}

/** The widest part of a text that is an object or a list. */
function jsonIn(text: string): readonly [before: string, json: unknown, after: string] | undefined {
  for (const [open, close] of [
    ['{', '}'],
    ['[', ']'],
  ] as const) {
    const [from, to] = [text.indexOf(open), text.lastIndexOf(close) + 1];
    if (from === -1 || to <= from) continue;
    const json = parsedOrNone(Buffer.from(text.slice(from, to), 'latin1').toString());
    if (json !== undefined) return [text.slice(0, from), json, text.slice(to)];
  }
  return undefined;
}

function parsedOrNone(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function placesBelow(holder: Record<string, unknown>): readonly JsonPlace[] {
  return Object.keys(holder).flatMap((name) => {
    const value = holder[name];
    const below = isHolder(value) ? placesBelow(value) : [];
    return [{ holder, name }, ...below];
  });
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function change(place: JsonPlace, ingredients: Ingredients): void {
  ingredients.random.of(changes)(place, ingredients);
}

type Change = (place: JsonPlace, ingredients: Ingredients) => void;

const changes: readonly Change[] = [
  ({ holder, name }, { random }) => {
    holder[name] = oddValue(random);
  },
  ({ holder, name }, ingredients) => {
    holder[name] = tokenOf(ingredients);
  },
  ({ holder, name }) => {
    if (name !== 'value') Reflect.deleteProperty(holder, name);
  },
  ({ holder, name }, ingredients) => {
    const value = holder[name];
    if (isHolder(value)) define(value, tokenOf(ingredients), oddValue(ingredients.random));
    else if (typeof value === 'number')
      holder[name] = value + ingredients.random.of([-1, 1, value, -2 * value, 0.5]);
    else if (typeof value === 'string') holder[name] = changedText(value, ingredients);
  },
  ({ holder, name }, { random }) => {
    holder[name] = random.oneIn(2) ? [holder[name]] : { [name]: holder[name] };
  },
  ({ holder, name }, { random }) => {
    const others = Object.values(holder);
    holder[name] = random.of(others);
  },
  ({ holder, name }) => {
    const value = holder[name];
    holder[name] = typeof value === 'string' ? Number(value) : JSON.stringify(value);
  },
];

/** `__proto__` too shall be a field of its own. A list would become as long as a number says. */
function define(holder: Record<string, unknown>, name: string, value: unknown): void {
  if (Array.isArray(holder)) return void holder.push(value);
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

function changedText(text: string, ingredients: Ingredients): string {
  const at = ingredients.random.below(text.length + 1);
  return text.slice(0, at) + tokenOf(ingredients) + text.slice(at + sizeOf(ingredients.random));
}

function sizeOf(random: FuzzRandom): number {
  return random.below(4);
}
